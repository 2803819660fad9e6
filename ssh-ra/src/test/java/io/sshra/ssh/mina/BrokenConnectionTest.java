package io.sshra.ssh.mina;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommand;
import io.sshra.ssh.ChannelNotOpenedException;
import io.sshra.ssh.ConnectListener;
import io.sshra.ssh.ConnectSettings;
import io.sshra.ssh.Credentials;
import io.sshra.ssh.Forwarding;
import io.sshra.ssh.HostKeyRule;
import io.sshra.ssh.PendingPrompt;
import io.sshra.ssh.ProcessChannel;
import io.sshra.ssh.Target;
import io.sshra.ssh.Transport;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.Relay;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection that broke, of which its I/O thread has not heard yet. */
@Timeout(30)
class BrokenConnectionTest {

    private static final class NoListener implements ConnectListener {

        @Override
        public void authenticating() {
            // Nobody wants to know.
        }

        @Override
        public void asked(PendingPrompt prompt) {
            throw new AssertionError("nothing is asked");
        }
    }

    /** It was told as the server's refusal, of which a new connection is no cure. */
    @Test
    void whatCannotBeAskedForBecauseAWriteFailsWasNotOpenedAndIsNotRefused() throws Exception {
        try (EmbeddedSshServer server = EmbeddedSshServer.start(); Relay relay = Relay.to(server.port());
                MinaConnector connector = new MinaConnector(System::nanoTime)) {
            Target target = new Target(new Target.Address("127.0.0.1", relay.port()), new Target.Login(EmbeddedSshServer.USER,
                    new Credentials(EmbeddedSshServer.PASSWORD.toCharArray(), List.of())),
                    new HostKeyRule(List.of(), Set.of(server.hostKeyFingerprint())),
                    new ConnectSettings(Duration.ofSeconds(15), new ConnectSettings.Keepalive(Duration.ZERO, 3)));
            Transport transport = connector.connect(target, Duration.ofSeconds(15), new NoListener());
            CountDownLatch held = new CountDownLatch(1);
            CountDownLatch broken = new CountDownLatch(1);
            try {
                ProcessChannel process = transport.start(SshCommand.shell("cat"));
                process.awaitStarted();
                ProcessChannel other = transport.start(SshCommand.shell("cat"));
                other.awaitStarted();
                process.onExit(() -> {
                    held.countDown();
                    awaitQuietly(broken);
                });
                process.stdin().close();
                held.await();
                relay.cut();
                // The network takes its time to tell it.
                await().until(() -> {
                    other.resize(80, 24);
                    return !transport.isOpen();
                });

                assertThatThrownBy(() -> transport.forward(new Forwarding(Forwarding.Kind.REMOTE, "127.0.0.1", 0, "127.0.0.1", 1)))
                        .isInstanceOfSatisfying(ChannelNotOpenedException.class, e -> assertThat(e.refused()).isFalse());
                assertThatThrownBy(() -> transport.sftp(StandardCharsets.UTF_8))
                        .isInstanceOfSatisfying(ChannelNotOpenedException.class, e -> assertThat(e.refused()).isFalse());
            } finally {
                broken.countDown();
            }
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
