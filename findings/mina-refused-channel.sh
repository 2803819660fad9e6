#!/bin/bash
# Each SFTP that a server refuses costs MINA's connection one channel, for good
#
# Packages: org.apache.sshd:sshd-core and sshd-sftp 2.20.0 (Maven Central), openssh-server 1:10.0p1-7+deb13u4 (Debian 13), without
#   its sftp subsystem; the same with 10.6p1.
# Guess: MINA closes the channel whose subsystem was refused, and the next attempt has the same ten slots.
# Seen: after ten refused attempts the server opens no channel any more: "a command after 10 refused SFTP clients: open failed". After
#   one: "a command after 1 refused SFTP clients: exit status 0". The connection itself looks healthy.
# Matters: a program that asks a host without SFTP for it, now and then, over a pooled connection, loses the commands as
#   well. A fresh connection is the only cure.
# Source: RFC 4254 section 5.3; org.apache.sshd.client.channel.ChannelSubsystem.handleFailure closes immediately, which sends no
#   SSH_MSG_CHANNEL_CLOSE (see mina-immediate-close.sh); OpenSSH keeps a channel after SSH_MSG_CHANNEL_FAILURE.
. "$(dirname "$0")/lib/setup.sh"
debian trixie openssh-server=1:10.0p1-7+deb13u4
maven org.apache.sshd:sshd-core:2.20.0 org.apache.sshd:sshd-sftp:2.20.0
openssh
run_java RefusedChannel "$PORT" "$ROOT/t/user" > "$T/out" <<'JAVA'
import org.apache.sshd.client.session.ClientSession;

public class RefusedChannel {
    public static void main(String[] args) throws Exception {
        for (int attempts : new int[] {1, 10}) {
            ClientSession session = Client.login("root", args[0], args[1]);
            for (int i = 0; i < attempts; i++) {
                try {
                    Client.sftp(session);
                    System.out.println("not refused");
                } catch (java.io.IOException e) {
                    // Refused, as it has to be.
                }
            }
            Thread.sleep(1000);
            String result;
            try {
                result = Client.exec(session, "true").replaceAll(",.*", "");
            } catch (java.io.IOException e) {
                result = e.getCause().getMessage();
            }
            System.out.println("a command after " + attempts + " refused SFTP clients: " + result);
        }
        System.exit(0);
    }
}
JAVA
expect "$T/out" 'a command after 1 refused SFTP clients: exit status 0' 'a command after 10 refused SFTP clients: open failed'
