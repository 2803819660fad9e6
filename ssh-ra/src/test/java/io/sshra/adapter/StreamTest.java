package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshChannelLimitException;
import io.sshra.SshConnection;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshStream;
import io.sshra.testing.AtOnce;
import io.sshra.testing.Content;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.HostileServer;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import io.sshra.testing.UnansweredPort;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams to addresses and sockets that OpenSSH connects to. */
@RequiresOpenSsh
class StreamTest {

    /** What MINA grants, in bytes. */
    private static final int WINDOW = 2 << 20;

    private static OpenSshServer server;
    @TempDir
    private static Path folder;

    private AdapterFixture fixture;

    enum Kind { ADDRESS, SOCKET }

    /** What the server connects to. */
    private static final class Service implements AutoCloseable {

        private final ServerSocketChannel listener;
        private final Path socket;

        Service(Kind kind) throws IOException {
            boolean isSocket = kind == Kind.SOCKET;
            socket = isSocket ? folder.resolve("socket " + System.nanoTime()) : null;
            listener = isSocket ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
            listener.bind(isSocket ? UnixDomainSocketAddress.of(socket) : new InetSocketAddress("127.0.0.1", 0));
        }

        SshStream open(SshConnection connection) throws SshException, IOException {
            return socket != null ? connection.open(socket)
                    : connection.open("127.0.0.1", ((InetSocketAddress) listener.getLocalAddress()).getPort());
        }

        SocketChannel accept() throws IOException {
            return listener.accept();
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    @BeforeAll
    static void startServer() {
        server = OpenSshServer.start("RekeyLimit 2M", "Ciphers chacha20-poly1305@openssh.com");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void start() throws Exception {
        fixture = new AdapterFixture(adapter -> {
            adapter.setMaxChannelsPerConnection(2);
            adapter.setChannelWaitSeconds(1);
        }, definition -> { });
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private SshConnection open() throws SshException {
        return open(server);
    }

    private SshConnection open(OpenSshServer there) throws SshException {
        return fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(there).allowForwarding(true).build()));
    }

    private static void write(SocketChannel socket, byte[] content) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
            socket.write(buffer);
        }
    }

    /** To its end. */
    private static byte[] read(SocketChannel socket) throws IOException {
        return Channels.newInputStream(socket).readAllBytes();
    }

    private static void assertCode(SshErrorCode code, String part, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(SshException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
                .hasMessageContaining(part);
    }

    /** With new keys after each 2 MB. */
    @ParameterizedTest
    @EnumSource
    void eachDirectionEndsByItselfAndLosesNothing(Kind kind) throws Exception {
        byte[] content = Content.random(5 << 20);
        try (Service service = new Service(kind); SshConnection connection = open()) {
            try (SshStream stream = service.open(connection); SocketChannel there = service.accept()) {
                new AtOnce().run(() -> {
                    stream.output().write(content);
                    stream.shutdownOutput();
                }).run(() -> assertThat(read(there)).isEqualTo(content)).await();
                assertThat(stream.isOpen()).isTrue();
                new AtOnce().run(() -> {
                    write(there, content);
                    there.shutdownOutput();
                }).run(() -> assertThat(stream.input().readAllBytes()).isEqualTo(content)).await();
                await().until(() -> !stream.isOpen());
            }
            try (SshStream stream = service.open(connection); SocketChannel there = service.accept()) {
                there.shutdownOutput();
                assertThat(stream.input().read()).as("the other direction ends first").isEqualTo(-1);
                assertThat(stream.isOpen()).isTrue();
                stream.output().write(content, 0, 1000);
                stream.output().close();
                assertThat(read(there)).hasSize(1000);
            }
            await().until(() -> connection.info().openChannels() == 0);
            assertThat(connection.info().bytesSent()).isEqualTo(content.length + 1000);
            assertThat(connection.info().bytesReceived()).isEqualTo(content.length);
            assertThat(connection.exec("echo on").stdout()).isEqualTo("on\n");
        }
    }

    @Test
    void aStreamThatNobodyReadsHoldsAWindowOfDataAndDelaysNobody() throws Exception {
        byte[] content = Content.random(4 << 20);
        try (Service service = new Service(Kind.ADDRESS); SshConnection connection = open(); SshStream stream = service.open(connection);
                SocketChannel there = service.accept()) {
            AtOnce writer = new AtOnce().run(() -> {
                write(there, content);
                there.shutdownOutput();
            });
            await().until(() -> stream.input().available() == WINDOW);
            assertThat(connection.exec("echo on").stdout()).isEqualTo("on\n");
            assertThat(stream.input().available()).isEqualTo(WINDOW);
            assertThat(stream.input().readAllBytes()).isEqualTo(content);
            writer.await();
        }
    }

    /** How a thread that waits for the other side is freed. */
    enum Freed {

        BY_CLOSING_THE_STREAM {
            @Override
            void free(SshConnection connection, SshStream stream, Thread thread) {
                stream.close();
            }
        },
        BY_CLOSING_THE_HANDLE {
            @Override
            void free(SshConnection connection, SshStream stream, Thread thread) {
                connection.close();
            }
        },
        BY_AN_INTERRUPT {
            @Override
            void free(SshConnection connection, SshStream stream, Thread thread) {
                thread.interrupt();
            }
        },
        BY_A_LOSS {
            @Override
            void free(SshConnection connection, SshStream stream, Thread thread) {
                server.killConnections();
            }
        };

        abstract void free(SshConnection connection, SshStream stream, Thread thread);
    }

    private interface Waiting {
        void on(SshStream stream) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsForTheOtherSideIsFreed(Freed how) throws Exception {
        for (Waiting waiting : new Waiting[] {stream -> stream.input().read(), stream -> stream.output().write(new byte[16 << 20])}) {
            SshConnection connection = open();
            try (Service service = new Service(Kind.ADDRESS); SshConnection other = open()) {
                SshStream stream = service.open(connection);
                SocketChannel there = service.accept();
                AtomicReference<Throwable> thrown = new AtomicReference<>();
                Thread thread = new Thread(() -> {
                    try {
                        waiting.on(stream);
                    } catch (IOException e) {
                        thrown.set(Thread.currentThread().isInterrupted() == e instanceof InterruptedIOException ? e : new AssertionError(e));
                    }
                });
                thread.start();
                await().until(() -> thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
                how.free(connection, stream, thread);
                thread.join();
                assertThat(thrown.get()).isInstanceOf(how == Freed.BY_AN_INTERRUPT ? InterruptedIOException.class : IOException.class);
                assertThat(stream.isOpen()).isEqualTo(how == Freed.BY_AN_INTERRUPT);
                stream.close();
                await().until(() -> other.info().openChannels() == 0);
                there.close();
                connection.close();
            }
        }
    }

    @Test
    void aStreamCountsTowardsTheLimitOfChannels() throws Exception {
        try (Service service = new Service(Kind.ADDRESS); SshConnection connection = open()) {
            connection.exec("true");
            SshStream first = service.open(connection);
            try (SshStream second = service.open(connection)) {
                assertThat(connection.info().openChannels()).isEqualTo(2);
                assertThatThrownBy(() -> service.open(connection)).isInstanceOf(SshChannelLimitException.class);
                assertThatThrownBy(() -> connection.exec("true")).isInstanceOf(SshChannelLimitException.class);
                first.close();
                assertThat(second.isOpen()).isTrue();
                assertThat(connection.exec("echo on").stdout()).isEqualTo("on\n");
            }
        }
    }

    @Test
    void aStreamThatTheServerDoesNotOpenSaysWhy() throws Exception {
        try (SshConnection connection = open(); OpenSshServer strict = OpenSshServer.start("AllowTcpForwarding no");
                EmbeddedSshServer mina = EmbeddedSshServer.start()) {
            int closed = HostileServer.closedPort();
            assertCode(SshErrorCode.DESTINATION_NOT_REACHED, "did not connect to 127.0.0.1:" + closed + ": connect failed",
                    () -> connection.open("127.0.0.1", closed));
            assertCode(SshErrorCode.DESTINATION_NOT_REACHED, "no-such-host.invalid:1", () -> connection.open("no-such-host.invalid", 1));
            assertCode(SshErrorCode.DESTINATION_NOT_REACHED, "absent", () -> connection.open(folder.resolve("absent")));
            assertThat(connection.info().openChannels()).isZero();
            SshConnection forbidden = fixture.factory.getConnection(
                    AdapterFixture.spec("bob", "s", "p", AdapterFixture.target(strict).allowForwarding(true).build()));
            assertCode(SshErrorCode.FORWARDING_FAILED, "administratively prohibited", () -> forbidden.open("127.0.0.1", strict.port()));
            SshConnection without = fixture.factory.getConnection(
                    AdapterFixture.spec("carol", "s", "p", AdapterFixture.target(mina).allowForwarding(true).build()));
            assertCode(SshErrorCode.FORWARDING_FAILED, "unknown channel type", () -> without.open(folder.resolve("absent")));
            assertThat(without.exec("echo on").stdout()).as("the connection goes on").isEqualTo("on\n");
            forbidden.close();
            without.close();
        }
    }

    @Test
    void closingTheHandleEndsAnOpeningUnderWay() throws Exception {
        SshConnection connection = open();
        try (UnansweredPort silent = new UnansweredPort(); SshConnection other = open()) {
            AtOnce opening = new AtOnce().run(() -> assertCode(SshErrorCode.HANDLE_CLOSED, "closed",
                    () -> connection.open("127.0.0.1", silent.port())));
            await().until(() -> silent.callers() == 1);
            connection.close();
            opening.await();
            await().until(() -> other.info().openChannels() == 0);
            assertThat(other.exec("echo on").stdout()).isEqualTo("on\n");
        }
    }
}
