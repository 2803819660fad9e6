#!/bin/bash
# ProFTPD 1.3.9e makes a directory that is there, and tells where a link leads, not what it says
#
# Packages: proftpd-mod-crypto and proftpd-core 1.3.9e~dfsg-1 (Debian sid). Client: MINA SSHD 2.20.0.
# Guess: SSH_FXP_MKDIR of an existing directory fails (4); SSH_FXP_READLINK gives the text of the link.
# Seen: "mkdir of a directory: made" (1.3.8c answers 4); "link to target reads: /t/files/target", though "target" was stored (1.3.8c,
#   too). "rename onto a file: status 11", a code that version 3 does not have.
# Matters: making a directory is the usual lock over SFTP: here both get it. A tree that is copied with its links gets absolute
#   ones, which lead elsewhere once it is moved.
# Source: draft-ietf-secsh-filexfer-02 sections 6.6 and 6.10.
. "$(dirname "$0")/lib/setup.sh"
debian sid proftpd-mod-crypto=1.3.9e~dfsg-1 proftpd-core=1.3.9e~dfsg-1
maven org.apache.sshd:sshd-core:2.20.0 org.apache.sshd:sshd-sftp:2.20.0
. "$(dirname "$0")/lib/proftpd.sh"
run_java Links "$PORT" "$ROOT/t/user" > "$T/out" <<'JAVA'
import org.apache.sshd.sftp.client.SftpClient;

public class Links {
    public static void main(String[] args) throws Exception {
        SftpClient sftp = Client.sftp(Client.login("alice", args[0], args[1]));
        sftp.mkdir("/t/files/directory");
        Client.say("mkdir of a directory", () -> {
            sftp.mkdir("/t/files/directory");
            return "made";
        });
        sftp.symLink("/t/files/link", "target");
        Client.say("link to target reads", () -> sftp.readLink("/t/files/link"));
        Client.put(sftp, "/t/files/a", "a");
        Client.put(sftp, "/t/files/b", "b");
        Client.say("rename onto a file", () -> {
            sftp.rename("/t/files/a", "/t/files/b");
            return "renamed";
        });
        System.exit(0);
    }
}
JAVA
echo "stored: $(readlink "$ROOT/t/files/link")" >> "$T/out"
expect "$T/out" 'mkdir of a directory: made' 'link to target reads: /t/files/target' 'stored: target' 'rename onto a file: status 11'
