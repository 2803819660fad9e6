#!/bin/bash
# UnusedConnectionTimeout ends a connection that is being kept alive, and does not say so
#
# Packages: openssh-server 1:10.0p1-7+deb13u4 (Debian 13), org.apache.sshd:sshd-core 2.20.0 (Maven Central).
# Guess: the server sends SSH_MSG_DISCONNECT with a reason before it closes.
# Seen: keepalives, answered until then, do not count as use. Some seconds after the last channel the socket is closed, for the
#   client an end of stream or, with a keepalive on its way, "Connection reset": "disconnect message: none". Only the
#   server's log says why: "terminating inactive connection". 10.6p1 does the same.
# Matters: a pool of idle connections is what this option is made against. Keepalives do not help. Its time has to be longer
#   than the idle time-out of the pool, and nothing that the client sees names the option.
# Source: sshd_config(5), UnusedConnectionTimeout; RFC 4253 section 11.1 has the message that is not sent.
. "$(dirname "$0")/lib/setup.sh"
debian trixie openssh-server=1:10.0p1-7+deb13u4
maven org.apache.sshd:sshd-core:2.20.0 org.apache.sshd:sshd-sftp:2.20.0
openssh -o UnusedConnectionTimeout=2s -o LogLevel=INFO
run_java Unused "$PORT" "$ROOT/t/user" > "$T/out" <<'JAVA'
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.core.CoreModuleProperties;

public class Unused {
    static volatile String disconnect = "none";

    public static void main(String[] args) throws Exception {
        SshClient client = SshClient.setUpDefaultClient();
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, Duration.ofMillis(100));
        CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, 100);
        CountDownLatch closed = new CountDownLatch(1);
        client.addSessionListener(new SessionListener() {
            @Override
            public void sessionDisconnect(Session session, int reason, String message, String language, boolean initiator) {
                disconnect = message;
            }

            @Override
            public void sessionClosed(Session session) {
                closed.countDown();
            }
        });
        client.start();
        ClientSession session = client.connect("root", "127.0.0.1", Integer.parseInt(args[0])).verify(Duration.ofSeconds(20)).getSession();
        session.addPublicKeyIdentity(new FileKeyPairProvider(Path.of(args[1])).loadKeys(null).iterator().next());
        session.auth().verify(Duration.ofSeconds(20));
        ChannelExec channel = session.createExecChannel("true");
        channel.open().verify(Duration.ofSeconds(10));
        channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), Duration.ofSeconds(10));
        boolean ended = closed.await(30, TimeUnit.SECONDS);
        System.out.println("ended while keepalives were answered: " + ended);
        System.out.println("disconnect message: " + disconnect);
        System.exit(0);
    }
}
JAVA
grep -ao 'terminating inactive connection' "$T/server.log" >> "$T/out" || true
expect "$T/out" 'ended while keepalives were answered: true' 'disconnect message: none' 'terminating inactive connection'
