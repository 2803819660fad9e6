#!/bin/bash
# ProFTPD's mod_sftp ends the whole connection at the eleventh channel
#
# Packages: proftpd-mod-crypto and proftpd-core 1.3.8.c+dfsg-4+deb13u5 (Debian 13); 1.3.9e of sid does the same. Client: MINA
#   SSHD 2.20.0.
# Guess: the channel is refused by SSH_MSG_CHANNEL_OPEN_FAILURE, as OpenSSH does at MaxSessions, and the others go on.
# Seen: "channels opened: 10", then "connection open: false": the ten SFTP channels that were in use end with it.
# Matters: a pool that learns the limit by running into it, and retries, loses all transfers of the connection each time.
#   Bound the channels of a connection to such a server below 11.
# Source: SFTPMaxChannels (10 unless set) in the documentation of mod_sftp; RFC 4254 section 5.1, SSH_OPEN_RESOURCE_SHORTAGE.
. "$(dirname "$0")/lib/setup.sh"
debian trixie proftpd-mod-crypto=1.3.8.c+dfsg-4+deb13u5 proftpd-core=1.3.8.c+dfsg-4+deb13u5
maven org.apache.sshd:sshd-core:2.20.0 org.apache.sshd:sshd-sftp:2.20.0
. "$(dirname "$0")/lib/proftpd.sh"
run_java EleventhChannel "$PORT" "$ROOT/t/user" > "$T/out" <<'JAVA'
import org.apache.sshd.client.session.ClientSession;

public class EleventhChannel {
    public static void main(String[] args) throws Exception {
        ClientSession session = Client.login("alice", args[0], args[1]);
        int opened = 0;
        try {
            for (; opened < 20; opened++) {
                Client.sftp(session);
            }
        } catch (Exception e) {
            Thread.sleep(1000);
        }
        System.out.println("channels opened: " + opened);
        System.out.println("connection open: " + session.isOpen());
        System.exit(0);
    }
}
JAVA
expect "$T/out" 'channels opened: 10' 'connection open: false'
