package io.sshra.ssh.mina;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommand;
import io.sshra.SshErrorCode;
import io.sshra.SshPty;
import io.sshra.SshTimeoutException;
import io.sshra.ssh.CommandChannel;
import io.sshra.ssh.ForwardChannel;
import io.sshra.ssh.Forwarding;
import io.sshra.ssh.Location;
import io.sshra.ssh.ProcessChannel;
import io.sshra.ssh.StreamChannel;
import io.sshra.ssh.Target;
import io.sshra.ssh.Transport;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.Patience;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that never answers the opening of a channel, with a shorter time-out than usual. */
class OpenTimeoutTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    private EmbeddedSshServer server;
    private MinaConnector connector;
    private Transport transport;

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedSshServer.start(EmbeddedSshServer::opensNoChannels);
        connector = new MinaConnector(System::nanoTime, SHORT, Resolver.SYSTEM, Instant::now);
        Target target = Connecting.to(server, Connecting.within(Duration.ofSeconds(15)));
        transport = connector.connect(target, Duration.ofSeconds(15), Connecting.QUIETLY);
    }

    @AfterEach
    void stop() {
        connector.close();
        server.close();
    }

    @Test
    void aProcessOrShellWhoseChannelIsNeverOpenedIsATimeout() throws Exception {
        ProcessChannel process = transport.start(SshCommand.shell("echo x"));
        assertThatThrownBy(process::awaitStarted).isInstanceOf(SshTimeoutException.class).extracting("code").isEqualTo(SshErrorCode.TIMEOUT);
        ProcessChannel shell = transport.shell(SshPty.xterm(), Map.of());
        assertThatThrownBy(shell::awaitStarted).isInstanceOf(SshTimeoutException.class).extracting("code").isEqualTo(SshErrorCode.TIMEOUT);
        assertThat(server.commands()).isEmpty();
    }

    @Test
    void aStreamWhoseChannelIsNeverOpenedIsATimeout() throws Exception {
        StreamChannel stream = transport.stream(Location.address("127.0.0.1", 7));
        assertThatThrownBy(stream::awaitOpened).isInstanceOf(SshTimeoutException.class).extracting("code").isEqualTo(SshErrorCode.TIMEOUT);
        assertThat(stream.isOpen()).isFalse();
    }

    /** It would keep its place among the connections of the forwarding. */
    @Test
    void aSocksClientWithoutARequestIsDisconnected() throws Exception {
        ForwardChannel forward = transport.forward(new Forwarding(Forwarding.Kind.DYNAMIC, Location.address("127.0.0.1", 0), null));
        try (Socket client = new Socket("127.0.0.1", forward.location().port())) {
            client.setSoTimeout((int) Patience.LIMIT.toMillis());
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        await().until(() -> forward.figures().open() == 0);
        assertThat(forward.figures().refused()).isEqualTo(1);
        assertThat(forward.isOpen()).isTrue();
    }

    @Test
    void aCommandWithoutATimeLimitWhoseChannelIsNeverOpenedIsATimeout() throws Exception {
        for (SshCommand command : List.of(SshCommand.shell("cat"), SshCommand.shell("cat").withStdin("input"))) {
            CommandChannel channel = transport.exec(command, null);
            assertThatThrownBy(channel::await).isInstanceOf(SshTimeoutException.class).extracting("code").isEqualTo(SshErrorCode.TIMEOUT);
        }
        assertThat(server.commands()).isEmpty();
    }
}
