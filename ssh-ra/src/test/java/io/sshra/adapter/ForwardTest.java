package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnection;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshForward;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import io.sshra.testing.SocksSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RequiresOpenSsh
class ForwardTest {

    private OpenSshServer server;
    private AdapterFixture fixture;
    private ServerSocket echo;

    @BeforeEach
    void start() throws Exception {
        server = OpenSshServer.start();
        fixture = new AdapterFixture();
        echo = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread thread = new Thread(() -> {
            try {
                for (;;) {
                    try (Socket socket = echo.accept()) {
                        socket.getInputStream().transferTo(socket.getOutputStream());
                    }
                }
            } catch (IOException closed) {
                // The end of the test.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void stop() throws IOException {
        echo.close();
        fixture.close();
        server.close();
    }

    private SshConnection open(boolean allowed) throws SshException {
        return fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p",
                AdapterFixture.target(server).allowForwarding(allowed).build()));
    }

    private static String exchange(Socket socket, InetSocketAddress address) throws IOException {
        try (socket) {
            socket.setSoTimeout(10_000);
            socket.connect(address, 10_000);
            socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
        }
    }

    private static InetSocketAddress address(SshForward forward) {
        return new InetSocketAddress(forward.host(), forward.port());
    }

    @Test
    void aLocalPortLeadsToAnAddressThatTheServerReaches() throws Exception {
        try (SshConnection connection = open(true); SshForward forward = connection.forwardLocal(0, "127.0.0.1", echo.getLocalPort())) {
            assertThat(forward.host()).isEqualTo("127.0.0.1");
            assertThat(forward.port()).isPositive();
            assertThat(exchange(new Socket(), address(forward))).isEqualTo("hello");
            assertThat(exchange(new Socket(), address(forward))).isEqualTo("hello");
            assertThat(connection.info().openChannels()).as("keeps the connection from being idle").isEqualTo(1);
            assertThatThrownBy(() -> connection.forwardLocal(forward.port(), "127.0.0.1", echo.getLocalPort()))
                    .extracting("code").isEqualTo(SshErrorCode.FORWARDING_FAILED);
        }
    }

    @Test
    void aRemotePortLeadsToAnAddressThatThisMachineReaches() throws Exception {
        try (SshConnection connection = open(true); SshForward forward = connection.forwardRemote(0, "127.0.0.1", echo.getLocalPort())) {
            assertThat(forward.port()).isPositive().isNotEqualTo(echo.getLocalPort());
            assertThat(exchange(new Socket(), new InetSocketAddress("127.0.0.1", forward.port()))).isEqualTo("hello");
        }
    }

    @Test
    void aDynamicPortIsASocksProxy() throws Exception {
        try (SshConnection connection = open(true); SshForward forward = connection.forwardDynamic(0)) {
            Socket socket = SocksSocket.through(address(forward));
            assertThat(exchange(socket, new InetSocketAddress("127.0.0.1", echo.getLocalPort()))).isEqualTo("hello");
        }
    }

    @Test
    void forwardingsEndWithTheirHandleAndWithTheConnection() throws Exception {
        try (SshConnection other = open(true)) {
            SshConnection connection = open(true);
            SshForward forward = connection.forwardLocal(0, "127.0.0.1", echo.getLocalPort());
            InetSocketAddress address = address(forward);
            connection.close();
            assertThat(forward.isOpen()).isFalse();
            assertThatThrownBy(() -> exchange(new Socket(), address)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> connection.forwardDynamic(0)).isInstanceOf(SshConnectionClosedException.class);
            assertThat(other.info().openChannels()).isZero();

            SshForward lost = other.forwardLocal(0, "127.0.0.1", echo.getLocalPort());
            server.killConnections();
            await().until(() -> !lost.isOpen());
            lost.close();
            SshForward again = other.forwardLocal(0, "127.0.0.1", echo.getLocalPort());
            assertThat(exchange(new Socket(), address(again))).as("reconnected").isEqualTo("hello");
        }
    }

    @Test
    void forwardingIsOffUnlessTheTargetAllowsIt() throws Exception {
        try (SshConnection connection = open(false)) {
            assertThatThrownBy(() -> connection.forwardLocal(0, "127.0.0.1", echo.getLocalPort())).isInstanceOf(SshException.class)
                    .extracting("code").isEqualTo(SshErrorCode.FORWARDING_NOT_ALLOWED);
            assertThatThrownBy(() -> connection.forwardRemote(0, "127.0.0.1", 1)).isInstanceOf(SshException.class);
            assertThatThrownBy(() -> connection.forwardDynamic(0)).isInstanceOf(SshException.class);
            assertThatThrownBy(() -> connection.forwardLocal(-1, "h", 1)).isExactlyInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> connection.forwardLocal(0, "h", 0)).isExactlyInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> connection.forwardLocal(0, null, 1)).isExactlyInstanceOf(IllegalArgumentException.class);
            assertThat(connection.info().openChannels()).isZero();
        }
    }
}
