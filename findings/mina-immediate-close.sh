#!/bin/bash
# A channel that MINA closes "immediately" stays open at the server
#
# Packages: org.apache.sshd:sshd-core 2.20.0 (Maven Central), openssh-server 1:10.0p1-7+deb13u4 (Debian 13).
# Guess: close(true) drops what waits to be sent, and sends SSH_MSG_CHANNEL_CLOSE like close(false).
# Seen: it sends nothing. The server keeps the channel, and with it the slot of MaxSessions, until the connection ends,
#   also long after its command has ended: "close(true): after 3 s: open failed". After close(false) the same slots are
#   free: "close(false): after 3 s: opened".
# Matters: whoever gives up channels of a pooled connection with close(true), say at a time limit, has a connection
#   that looks healthy, answers keepalives, and opens no channel any more after ten of them.
# Source: RFC 4254 section 5.3 (each side sends SSH_MSG_CHANNEL_CLOSE); org.apache.sshd.common.channel.AbstractChannel, whose
#   GracefulChannelCloseable alone sends it.
. "$(dirname "$0")/lib/setup.sh"
debian trixie openssh-server=1:10.0p1-7+deb13u4
maven org.apache.sshd:sshd-core:2.20.0 org.apache.sshd:sshd-sftp:2.20.0
openssh
run_java ImmediateClose "$PORT" "$ROOT/t/user" > "$T/out" <<'JAVA'
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.session.ClientSession;

public class ImmediateClose {
    public static void main(String[] args) throws Exception {
        for (boolean immediately : new boolean[] {true, false}) {
            ClientSession session = Client.login("root", args[0], args[1]);
            List<ChannelExec> channels = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                ChannelExec channel = session.createExecChannel("sleep 1");
                channel.open().verify(Duration.ofSeconds(10));
                channels.add(channel);
            }
            for (ChannelExec channel : channels) {
                channel.close(immediately).await(Duration.ofSeconds(5));
            }
            Thread.sleep(3000);
            String result;
            try {
                session.createExecChannel("true").open().verify(Duration.ofSeconds(10));
                result = "opened";
            } catch (Exception e) {
                result = e.getCause().getMessage();
            }
            System.out.println("close(" + immediately + "): after 3 s: " + result);
        }
        System.exit(0);
    }
}
JAVA
expect "$T/out" 'close(true): after 3 s: open failed' 'close(false): after 3 s: opened'
