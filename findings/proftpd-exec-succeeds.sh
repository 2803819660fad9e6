#!/bin/bash
# ProFTPD's mod_sftp takes every command, runs none, and says exit status 0
#
# Packages: proftpd-mod-crypto and proftpd-core 1.3.8.c+dfsg-4+deb13u5 (Debian 13); 1.3.9e of sid does the same. Client: MINA
#   SSHD 2.20.0.
# Guess: a server for files alone refuses a command (SSH_MSG_CHANNEL_FAILURE), or its exit status is not 0.
# Seen: "exit 7: exit status 0, 0 bytes of output", "no-such-command: exit status 0, 0 bytes of output". That is a success.
#   It comes when the client ends the input; with the input left open nothing comes within 10 s.
# Matters: a program that runs `test -e x && rm -r y` or a health check by command is told that all went well. An exit status of
#   0 without the expected output is worth a look on a server whose version is `mod_sftp`.
# Source: RFC 4254 sections 6.5 and 6.10; contrib/mod_sftp/channel.c, which serves scp and SFTP only.
. "$(dirname "$0")/lib/setup.sh"
debian trixie proftpd-mod-crypto=1.3.8.c+dfsg-4+deb13u5 proftpd-core=1.3.8.c+dfsg-4+deb13u5
maven org.apache.sshd:sshd-core:2.20.0 org.apache.sshd:sshd-sftp:2.20.0
. "$(dirname "$0")/lib/proftpd.sh"
run_java ExecSucceeds "$PORT" "$ROOT/t/user" > "$T/out" <<'JAVA'
import org.apache.sshd.client.session.ClientSession;

public class ExecSucceeds {
    public static void main(String[] args) throws Exception {
        ClientSession session = Client.login("alice", args[0], args[1]);
        for (String command : new String[] {"exit 7", "no-such-command", "echo hello"}) {
            System.out.println(command + ": " + Client.exec(session, command));
        }
        System.exit(0);
    }
}
JAVA
expect "$T/out" 'exit 7: exit status 0, 0 bytes of output' 'no-such-command: exit status 0, 0 bytes of output' \
    'echo hello: exit status 0, 0 bytes of output'
