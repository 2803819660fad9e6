package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnection;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshForward;
import io.sshra.testing.AtOnce;
import io.sshra.testing.HostileServer;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import io.sshra.testing.SocksSocket;
import io.sshra.testing.TcpService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresOpenSsh
class ForwardTest {

    private OpenSshServer server;
    private AdapterFixture fixture;
    private TcpService echo;

    @BeforeEach
    void start() throws Exception {
        server = OpenSshServer.start();
        fixture = new AdapterFixture();
        echo = TcpService.echo();
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
        try (SshConnection connection = open(true); SshForward forward = connection.forwardLocal(0, "127.0.0.1", echo.port())) {
            assertThat(forward.host()).isEqualTo("127.0.0.1");
            assertThat(forward.port()).isPositive();
            assertThat(exchange(new Socket(), address(forward))).isEqualTo("hello");
            assertThat(exchange(new Socket(), address(forward))).isEqualTo("hello");
            assertThat(connection.info().openChannels()).as("keeps the connection from being idle").isEqualTo(1);
            assertThatThrownBy(() -> connection.forwardLocal(forward.port(), "127.0.0.1", echo.port()))
                    .extracting("code").isEqualTo(SshErrorCode.FORWARDING_FAILED);
        }
    }

    @Test
    void aRemotePortLeadsToAnAddressThatThisMachineReaches() throws Exception {
        try (SshConnection connection = open(true); SshForward forward = connection.forwardRemote(0, "127.0.0.1", echo.port())) {
            assertThat(forward.port()).isPositive().isNotEqualTo(echo.port());
            assertThat(exchange(new Socket(), new InetSocketAddress("127.0.0.1", forward.port()))).isEqualTo("hello");
        }
    }

    @Test
    void aDynamicPortIsASocksProxy() throws Exception {
        try (SshConnection connection = open(true); SshForward forward = connection.forwardDynamic(0)) {
            Socket socket = SocksSocket.through(address(forward));
            assertThat(exchange(socket, new InetSocketAddress("127.0.0.1", echo.port()))).isEqualTo("hello");
        }
    }

    @Test
    void aLocalPortLeadsToASocketOfTheServer(@TempDir Path folder) throws Exception {
        Path there = folder.resolve("there");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX); SshConnection connection = open(true);
                SshForward forward = connection.forwardLocal(0, there)) {
            listener.bind(UnixDomainSocketAddress.of(there));
            assertThat(forward.socket()).isNull();
            AtOnce client = new AtOnce().run(() -> assertThat(exchange(new Socket(), address(forward))).isEqualTo("hello"));
            try (SocketChannel accepted = listener.accept()) {
                Channels.newInputStream(accepted).transferTo(Channels.newOutputStream(accepted));
            }
            client.await();
        }
    }

    /** Its permissions are the guard. */
    @Test
    void aSocketOfThisMachineIsForItsUserOnlyAndLeadsToAnAddress(@TempDir Path folder) throws Exception {
        Path here = folder.resolve("here");
        try (SshConnection connection = open(true)) {
            try (SshForward forward = connection.forwardLocal(here, "127.0.0.1", echo.port());
                    SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(here))) {
                assertThat(forward.socket()).isEqualTo(here);
                assertThat(forward.host() + forward.port()).isEqualTo(here + "0");
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(here))).isEqualTo("rw-------");
                client.write(ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)));
                client.shutdownOutput();
                assertThat(Channels.newInputStream(client).readAllBytes()).as("after the end of its own side").hasSize(5);
                assertThatThrownBy(() -> connection.forwardLocal(here, "127.0.0.1", 1)).as("the file exists")
                        .extracting("code").isEqualTo(SshErrorCode.FORWARDING_FAILED);
                assertThat(forward.isOpen()).isTrue();
            }
            assertThat(folder).as("nothing is left").isEmptyDirectory();
            SshForward lost = connection.forwardLocal(here, Path.of("/run/absent"));
            server.killConnections();
            await().until(() -> !lost.isOpen() && !Files.exists(here));
            Files.writeString(here, "somebody else's");
            assertThatThrownBy(() -> connection.forwardLocal(here, "127.0.0.1", 1)).isInstanceOf(SshException.class);
            assertThat(here).hasContent("somebody else's");
        }
    }

    @Test
    void aSocketOfTheServerLeadsToAnAddressAndToASocketOfThisMachine(@TempDir Path folder) throws Exception {
        Path there = folder.resolve("there");
        Path here = folder.resolve("here");
        try (SshConnection connection = open(true); ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            try (SshForward forward = connection.forwardRemote(there, "127.0.0.1", echo.port())) {
                assertThat(forward.socket()).isEqualTo(there);
                assertThat(forward.host() + forward.port()).isEqualTo(there + "0");
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(there))).as("OpenSSH's default").isEqualTo("rw-------");
                assertThat(exchange(there)).isEqualTo("hello");
                assertThatThrownBy(() -> connection.forwardRemote(there, here)).as("twice").extracting("code")
                        .isEqualTo(SshErrorCode.FORWARDING_FAILED);
            }
            assertThatThrownBy(() -> exchange(there)).as("it ends").isInstanceOf(IOException.class);
            assertThatThrownBy(() -> connection.forwardRemote(there, here)).as("OpenSSH leaves the file").isInstanceOf(SshException.class);
            Files.delete(there);
            try (SshForward forward = connection.forwardRemote(there, here); SshForward port = connection.forwardRemote(0, here)) {
                assertThatThrownBy(() -> exchange(there)).as("nothing is there yet").isInstanceOf(IOException.class);
                await().until(() -> forward.refusedConnections() == 1);
                listener.bind(UnixDomainSocketAddress.of(here));
                for (int i = 0; i < 2; i++) {
                    boolean toSocket = i == 0;
                    AtOnce client = new AtOnce().run(() -> assertThat(toSocket ? exchange(there)
                            : exchange(new Socket(), new InetSocketAddress("127.0.0.1", port.port()))).isEqualTo("hello"));
                    try (SocketChannel accepted = listener.accept()) {
                        Channels.newInputStream(accepted).transferTo(Channels.newOutputStream(accepted));
                    }
                    client.await();
                }
            }
        }
    }

    /** Ends its own side before it reads. */
    private static String exchange(Path socket) throws IOException {
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            client.write(ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)));
            client.shutdownOutput();
            String answer = new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.US_ASCII);
            if (answer.isEmpty()) {
                throw new IOException("closed");
            }
            return answer;
        }
    }

    @Test
    void aForwardingTellsWhatItHasCarried() throws Exception {
        try (SshConnection connection = open(true); SshForward forward = connection.forwardLocal(0, "127.0.0.1", echo.port());
                SshForward remote = connection.forwardRemote(0, "127.0.0.1", echo.port());
                SshForward nowhere = connection.forwardLocal(0, "127.0.0.1", HostileServer.closedPort())) {
            try (Socket open = new Socket(forward.host(), forward.port())) {
                open.getOutputStream().write(new byte[7]);
                assertThat(open.getInputStream().readNBytes(7)).hasSize(7);
                assertThat(forward.openConnections()).isEqualTo(1);
                assertThat(forward.totalConnections()).isEqualTo(1);
                assertThat(forward.bytesSent()).isEqualTo(7);
                assertThat(forward.bytesReceived()).isEqualTo(7);
                assertThat(forward.refusedConnections()).isZero();
                assertThat(connection.info().bytesSent()).as("of the SSH connection").isEqualTo(7);
            }
            await().until(() -> forward.openConnections() == 0);
            exchange(new Socket(), new InetSocketAddress("127.0.0.1", remote.port()));
            await().until(() -> remote.openConnections() == 0);
            assertThat(remote.totalConnections()).isEqualTo(1);
            assertThat(remote.bytesSent()).isEqualTo(5);
            assertThat(remote.bytesReceived()).isEqualTo(5);
            assertThat(connection.info().bytesReceived()).isEqualTo(12);
            assertThatThrownBy(() -> {
                if (exchange(new Socket(), address(nowhere)).isEmpty()) {
                    throw new IOException("closed");
                }
            }).isInstanceOf(IOException.class);
            await().until(() -> nowhere.refusedConnections() == 1 && nowhere.openConnections() == 0);
            assertThat(nowhere.totalConnections()).isZero();
        }
    }

    @Test
    void forwardingsEndWithTheirHandleAndWithTheConnection() throws Exception {
        try (SshConnection other = open(true)) {
            SshConnection connection = open(true);
            SshForward forward = connection.forwardLocal(0, "127.0.0.1", echo.port());
            InetSocketAddress address = address(forward);
            connection.close();
            assertThat(forward.isOpen()).isFalse();
            assertThatThrownBy(() -> exchange(new Socket(), address)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> connection.forwardDynamic(0)).isInstanceOf(SshConnectionClosedException.class);
            assertThat(other.info().openChannels()).isZero();

            SshForward lost = other.forwardLocal(0, "127.0.0.1", echo.port());
            server.killConnections();
            await().until(() -> !lost.isOpen());
            lost.close();
            SshForward again = other.forwardLocal(0, "127.0.0.1", echo.port());
            assertThat(exchange(new Socket(), address(again))).as("reconnected").isEqualTo("hello");
        }
    }

    @Test
    void forwardingIsOffUnlessTheTargetAllowsIt() throws Exception {
        try (SshConnection connection = open(false)) {
            assertThatThrownBy(() -> connection.forwardLocal(0, "127.0.0.1", echo.port())).isInstanceOf(SshException.class)
                    .extracting("code").isEqualTo(SshErrorCode.FORWARDING_NOT_ALLOWED);
            assertThatThrownBy(() -> connection.forwardRemote(0, "127.0.0.1", 1)).isInstanceOf(SshException.class);
            assertThatThrownBy(() -> connection.forwardRemote(Path.of("/there"), Path.of("here"))).extracting("code")
                    .isEqualTo(SshErrorCode.FORWARDING_NOT_ALLOWED);
            assertThatThrownBy(() -> connection.forwardRemote(Path.of("there"), "h", 1)).isExactlyInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> connection.forwardRemote(0, null)).isExactlyInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> connection.forwardDynamic(0)).isInstanceOf(SshException.class);
            assertThatThrownBy(() -> connection.forwardLocal(-1, "h", 1)).isExactlyInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> connection.forwardLocal(0, "h", 0)).isExactlyInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> connection.forwardLocal(0, null, 1)).isExactlyInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> connection.forwardLocal(0, Path.of("relative"))).isExactlyInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> connection.forwardLocal(null, Path.of("/there"))).isExactlyInstanceOf(IllegalArgumentException.class);
            assertThat(connection.info().openChannels()).isZero();
        }
    }
}
