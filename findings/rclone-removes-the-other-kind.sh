#!/bin/bash
# rclone serve sftp: RMDIR removes a file, REMOVE a directory, and an upload cannot be resumed
#
# Packages: rclone 1.75.2-2 (Debian sid), with no cache of its own (--vfs-cache-mode off, the default). Client: MINA SSHD 2.20.0.
# Guess: RMDIR of a file and REMOVE of a directory fail; RENAME does not replace a file; EXCL refuses one that is there; a
#   write may start anywhere.
# Seen: "rmdir of a file: gone", "remove of a directory: gone", "rename onto a file: renamed", "mkdir of a directory: made".
#   "write at the end of a file: status 4", though its open succeeds. "permissions set to 0600: 644", answered SSH_FX_OK.
# Matters: what tells files from directories by the failure of the other request, as many delete routines do, deletes here. A
#   resumed upload fails, and permissions are taken and lost. rclone says that --vfs-cache-mode writes is needed, in its
#   own log only.
# Source: draft-ietf-secsh-filexfer-02 sections 6.5 and 6.6; `rclone serve sftp --help`, VFS file caching.
. "$(dirname "$0")/lib/setup.sh"
debian sid rclone=1.75.2-2
maven org.apache.sshd:sshd-core:2.20.0 org.apache.sshd:sshd-sftp:2.20.0
mkdir "$ROOT/t/files"
PORT=$(free_port)
serve rclone serve sftp /t/files --addr "127.0.0.1:$PORT" --authorized-keys /t/user.pub --key /t/host --config /t/rclone.conf
run_java OtherKind "$PORT" "$ROOT/t/user" > "$T/out" <<'JAVA'
import java.util.EnumSet;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;

public class OtherKind {
    public static void main(String[] args) throws Exception {
        SftpClient sftp = Client.sftp(Client.login("root", args[0], args[1]));
        Client.put(sftp, "/file", "0123456789");
        Client.say("write at the end of a file", () -> {
            try (SftpClient.CloseableHandle handle = sftp.open("/file", EnumSet.of(OpenMode.Write))) {
                sftp.write(handle, 10, new byte[] {'x'}, 0, 1);
            }
            return sftp.stat("/file").getSize() + " bytes";
        });
        Client.say("permissions set to 0600", () -> {
            sftp.setStat("/file", new SftpClient.Attributes().perms(0600));
            return Integer.toOctalString(sftp.stat("/file").getPermissions() & 0777);
        });
        sftp.mkdir("/directory");
        Client.say("mkdir of a directory", () -> {
            sftp.mkdir("/directory");
            return "made";
        });
        Client.put(sftp, "/other", "other");
        Client.say("rename onto a file", () -> {
            sftp.rename("/other", "/file");
            return "renamed";
        });
        Client.say("rmdir of a file", () -> {
            sftp.rmdir("/file");
            return "gone";
        });
        Client.say("remove of a directory", () -> {
            sftp.remove("/directory");
            return "gone";
        });
        System.exit(0);
    }
}
JAVA
expect "$T/out" 'write at the end of a file: status 4' 'permissions set to 0600: 644' 'mkdir of a directory: made' \
    'rename onto a file: renamed' 'rmdir of a file: gone' 'remove of a directory: gone'
[ -z "$(ls "$ROOT/t/files")" ] || { echo "NOT SEEN ANY MORE: both are gone"; exit 1; }
