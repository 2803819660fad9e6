package io.sshra.ssh.mina;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.ssh.ChannelNotOpenedException;
import io.sshra.ssh.CommandChannel;
import io.sshra.ssh.Forwarding;
import io.sshra.ssh.Location;
import io.sshra.ssh.ProcessChannel;
import io.sshra.ssh.Target;
import io.sshra.ssh.Transport;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.Relay;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A connection that has ended, which another thread has not noticed yet. */
class BrokenConnectionTest {

    /** Fault: it was reported as a refusal by the server, so that no new connection was tried. */
    @Test
    void aChannelWhoseRequestCannotBeWrittenIsNotARefusal() throws Exception {
        try (EmbeddedSshServer server = EmbeddedSshServer.start(); Relay relay = Relay.to(server.port());
                MinaConnector connector = new MinaConnector(System::nanoTime)) {
            Target target = Connecting.to(server, server.host(), relay.port(), Connecting.within(Duration.ofSeconds(15)));
            Transport transport = connector.connect(target, Duration.ofSeconds(15), Connecting.QUIETLY);
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
                // The network reports it later.
                await().until(() -> {
                    other.resize(80, 24);
                    return !transport.isOpen();
                });

                assertThatThrownBy(() -> transport.forward(new Forwarding(Forwarding.Kind.REMOTE, Location.address("127.0.0.1", 0), Location.address("127.0.0.1", 1))))
                        .isInstanceOfSatisfying(ChannelNotOpenedException.class, e -> assertThat(e.why()).isEqualTo(ChannelNotOpenedException.Why.GONE));
                assertThatThrownBy(() -> transport.sftp(StandardCharsets.UTF_8))
                        .isInstanceOfSatisfying(ChannelNotOpenedException.class, e -> assertThat(e.why()).isEqualTo(ChannelNotOpenedException.Why.GONE));
            } finally {
                broken.countDown();
            }
        }
    }

    /** Fault: it was reported as lost if its caller looked after the container had destroyed the lease. */
    @Test
    void aCommandThatIsClosedBeforeItsConnectionIsNotLost() throws Exception {
        try (EmbeddedSshServer server = EmbeddedSshServer.start(); MinaConnector connector = new MinaConnector(System::nanoTime)) {
            Transport transport = connector.connect(Connecting.to(server, Connecting.within(Duration.ofSeconds(15))), Duration.ofSeconds(15),
                    Connecting.QUIETLY);
            CommandChannel channel = transport.exec(SshCommand.shell("sleep 600"), null);
            await().until(() -> server.commands().contains("sleep 600"));
            channel.close();
            transport.close();

            SshCommandResult result = channel.await();
            assertThat(transport.isOpen()).isFalse();
            assertThat(result.connectionLost()).isFalse();
            assertThat(result.exitStatus()).isEmpty();
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
