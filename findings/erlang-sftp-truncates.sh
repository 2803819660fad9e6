#!/bin/bash
# Erlang's SFTP server empties a file that is opened to go on writing, and opens one that must not be there
#
# Packages: erlang-ssh 1:27.3.4.1+dfsg-1+deb13u4 (Debian 13); 29.1.2 of sid does the same. Client: MINA SSHD 2.20.0.
# Guess: without SSH_FXF_TRUNC the content stays; with SSH_FXF_EXCL an existing file is refused; SETSTAT of the size cuts.
# Seen: "opened with [Write]: 0 bytes left" of ten; with READ as well they stay: "opened with [Read, Write]: 10 bytes left".
#   "opened with [Write, Create, Exclusive]: 10 bytes left": not refused. "size set to 5: 10 bytes", answered SSH_FX_OK.
#   "mkdir of a directory: status 11", a code that version 3 of the protocol does not have.
# Matters: a resumed upload opens the part with WRITE and goes on at its end: here the first part becomes zeros, and the size is
#   right. CREATE_NEW protects nothing. Open with READ as well, and compare what has arrived.
# Source: draft-ietf-secsh-filexfer-02 section 6.3 (EXCL, TRUNC), 6.9 (SETSTAT), 7 (codes 0 to 8); lib/ssh/src/ssh_sftpd.erl,
#   which hands the flags to file:open/2, where `write` alone means to empty the file.
. "$(dirname "$0")/lib/setup.sh"
debian trixie erlang-ssh=1:27.3.4.1+dfsg-1+deb13u4
maven org.apache.sshd:sshd-core:2.20.0 org.apache.sshd:sshd-sftp:2.20.0
mkdir "$ROOT/t/erl"
cp "$ROOT/t/host" "$ROOT/t/erl/ssh_host_ed25519_key"
cp "$ROOT/t/user.pub" "$ROOT/t/erl/authorized_keys"
PORT=$(free_port)
serve erl -noshell -eval "{ok, _} = application:ensure_all_started(ssh),
    {ok, _} = ssh:daemon({127,0,0,1}, $PORT, [{system_dir, \"/t/erl\"}, {user_dir, \"/t/erl\"},
        {subsystems, [ssh_sftpd:subsystem_spec([{cwd, \"/t\"}])]}])."
run_java Truncates "$PORT" "$ROOT/t/user" > "$T/out" <<'JAVA'
import java.util.Arrays;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;

public class Truncates {
    public static void main(String[] args) throws Exception {
        SftpClient sftp = Client.sftp(Client.login("root", args[0], args[1]));
        for (OpenMode[] modes : new OpenMode[][] {{OpenMode.Write}, {OpenMode.Read, OpenMode.Write}, {OpenMode.Write, OpenMode.Create, OpenMode.Exclusive}}) {
            Client.put(sftp, "/t/file", "0123456789");
            Client.say("opened with " + Arrays.toString(modes), () -> {
                sftp.close(sftp.open("/t/file", modes));
                return sftp.stat("/t/file").getSize() + " bytes left";
            });
        }
        Client.put(sftp, "/t/file", "0123456789");
        Client.say("size set to 5", () -> {
            sftp.setStat("/t/file", new SftpClient.Attributes().size(5));
            return sftp.stat("/t/file").getSize() + " bytes";
        });
        sftp.mkdir("/t/directory");
        Client.say("mkdir of a directory", () -> {
            sftp.mkdir("/t/directory");
            return "made";
        });
        System.exit(0);
    }
}
JAVA
expect "$T/out" 'opened with [Write]: 0 bytes left' 'opened with [Read, Write]: 10 bytes left' \
    'opened with [Write, Create, Exclusive]: 10 bytes left' 'size set to 5: 10 bytes' 'mkdir of a directory: status 11'
