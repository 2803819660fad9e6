package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnection;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshForward;
import io.sshra.testing.AllLogging;
import io.sshra.testing.AtOnce;
import io.sshra.testing.Content;
import io.sshra.testing.HostileServer;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.Patience;
import io.sshra.testing.RequiresOpenSsh;
import io.sshra.testing.RequiresPrograms;
import io.sshra.testing.SocksSocket;
import io.sshra.testing.TcpService;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forwarded ports with many connections, large data, peers that are slow, gone or absent, and every SOCKS request. */
@RequiresOpenSsh
@Tag("long")
class ForwardLoadTest {

    private static final Duration LIMIT = Patience.LIMIT;
    private static final int TIMEOUT_MILLIS = 20_000;

    private OpenSshServer server;
    private AdapterFixture fixture;
    private SshConnection connection;

    @BeforeEach
    void start() throws Exception {
        server = OpenSshServer.start();
        fixture = new AdapterFixture();
        connection = fixture.factory.getConnection(
                AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(server).allowForwarding(true).build()));
    }

    @AfterEach
    void stop() {
        connection.close();
        fixture.close();
        server.close();
    }

    /** Which side listens. */
    enum Kind {

        LOCAL, REMOTE, DYNAMIC;

        SshForward open(SshConnection connection, int port) throws SshException {
            return switch (this) {
                case LOCAL -> connection.forwardLocal(0, "127.0.0.1", port);
                case REMOTE -> connection.forwardRemote(0, "127.0.0.1", port);
                case DYNAMIC -> connection.forwardDynamic(0);
            };
        }

        Socket connect(SshForward forward, int port) throws IOException {
            InetSocketAddress listening = new InetSocketAddress("127.0.0.1", forward.port());
            Socket socket = this == DYNAMIC ? SocksSocket.through(listening) : new Socket();
            try {
                socket.setSoTimeout(TIMEOUT_MILLIS);
                socket.connect(this == DYNAMIC ? new InetSocketAddress("127.0.0.1", port) : listening, TIMEOUT_MILLIS);
                return socket;
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        }
    }

    private static void exchange(Socket socket, byte[] content) throws Exception {
        try (socket) {
            new AtOnce().run(() -> socket.getOutputStream().write(content))
                    .run(() -> assertThat(socket.getInputStream().readNBytes(content.length)).isEqualTo(content))
                    .await(LIMIT);
        }
    }

    private static void goesOn(Kind kind, SshForward forward, int port) throws Exception {
        exchange(kind.connect(forward, port), "on".getBytes(StandardCharsets.US_ASCII));
        assertThat(forward.isOpen()).isTrue();
    }

    // ---- much ----

    @ParameterizedTest
    @EnumSource
    void eachOfManyConnectionsGetsItsOwnData(Kind kind) throws Exception {
        try (TcpService echo = TcpService.echo(); SshForward forward = kind.open(connection, echo.port())) {
            AtOnce clients = new AtOnce();
            for (int i = 0; i < 50; i++) {
                byte[] content = Content.random(100_000 + i);
                clients.run(() -> exchange(kind.connect(forward, echo.port()), content));
            }
            clients.await(LIMIT);
            assertThat(echo.connections()).isEqualTo(50);
            await().until(echo::allEnded);
            goesOn(kind, forward, echo.port());
            assertThat(server.authenticatedConnections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void largeDataFlowsBothWaysAtOnce(Kind kind) throws Exception {
        byte[] content = Content.random(16_000_000);
        try (TcpService echo = TcpService.echo(); SshForward forward = kind.open(connection, echo.port())) {
            long start = System.nanoTime();
            exchange(kind.connect(forward, echo.port()), content);
            System.out.printf("[figure] 16 MB in both directions through a %s forwarding: %d ms%n", kind,
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        }
    }

    /**
     * No I/O thread waits for the server's answer to a new forwarding, because it must read that answer and serve other
     * connections.
     */
    @ParameterizedTest
    @EnumSource
    void newForwardingsDelayNobodyElse(Kind kind) throws Exception {
        try (TcpService echo = TcpService.echo()) {
            AtOnce threads = new AtOnce();
            long start = System.nanoTime();
            for (int i = 0; i < 6; i++) {
                threads.run(() -> {
                    for (int round = 0; round < 30; round++) {
                        try (SshForward forward = kind.open(connection, echo.port())) {
                            goesOn(kind, forward, echo.port());
                        }
                    }
                });
            }
            threads.await(LIMIT);
            System.out.printf("[figure] 180 %s forwardings by 6 threads of one connection: %.2f s%n", kind,
                    (System.nanoTime() - start) / 1e9);
        }
    }

    /** Both ends are sockets of Unix, and each side ends its direction when it has sent all. About six seconds for each kind. */
    @ParameterizedTest
    @EnumSource(names = {"LOCAL", "REMOTE"})
    @Tag("volume")
    void hundredMegabytesThroughSocketsArriveAndEndEachWay(Kind kind, @TempDir Path folder) throws Exception {
        int size = 100_000_000;
        byte[] forth = Content.random(size);
        byte[] back = Content.random(size);
        Path listens = folder.resolve("listens");
        Path leadsTo = folder.resolve("leads-to");
        try (ServerSocketChannel service = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            service.bind(UnixDomainSocketAddress.of(leadsTo));
            long start = System.nanoTime();
            try (SshForward forward = kind == Kind.LOCAL ? connection.forwardLocal(listens, leadsTo) : connection.forwardRemote(listens, leadsTo);
                    SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(listens)); SocketChannel there = service.accept()) {
                new AtOnce().run(() -> sendAll(client, forth)).run(() -> sendAll(there, back))
                        .run(() -> assertThat(Arrays.equals(readAll(client, size), back)).isTrue())
                        .run(() -> assertThat(Arrays.equals(readAll(there, size), forth)).isTrue()).await(LIMIT);
                await().until(() -> forward.openConnections() == 0);
                assertThat(forward.bytesSent() + forward.bytesReceived()).isEqualTo(2L * size);
                System.out.printf("[figure] 100 MB each way through sockets, %s: %.1f s%n", kind, (System.nanoTime() - start) / 1e9);
            }
        }
    }

    /** Streams of a channel can't be read and written at once (JDK-8279339). */
    private static void sendAll(SocketChannel socket, byte[] content) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(content);
        while (left.hasRemaining()) {
            socket.write(left);
        }
        socket.shutdownOutput();
    }

    private static byte[] readAll(SocketChannel socket, int size) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(size + 1);
        while (socket.read(all) >= 0) {
            // To the end.
        }
        return Arrays.copyOf(all.array(), all.position());
    }

    // ---- ends ----

    @ParameterizedTest
    @EnumSource
    void dataSentBeforeACloseArrives(Kind kind) throws Exception {
        byte[] content = Content.random(300_000);
        try (TcpService source = TcpService.of(socket -> socket.getOutputStream().write(content));
                SshForward forward = kind.open(connection, source.port())) {
            for (int round = 0; round < 20; round++) {
                try (Socket socket = kind.connect(forward, source.port())) {
                    assertThat(Arrays.equals(socket.getInputStream().readAllBytes(), content)).isTrue();
                }
            }
        }
        AtomicLong received = new AtomicLong();
        try (TcpService sink = TcpService.of(socket -> received.addAndGet(socket.getInputStream().readAllBytes().length));
                SshForward forward = kind.open(connection, sink.port())) {
            for (int round = 0; round < 20; round++) {
                try (Socket socket = kind.connect(forward, sink.port())) {
                    socket.getOutputStream().write(content);
                }
            }
            await().untilAsserted(() -> assertThat(received.get()).isEqualTo(20L * content.length));
        }
    }

    /** Fault: both directions of a connection through a dynamic forwarding ended together, and the answer was lost. */
    @ParameterizedTest
    @EnumSource
    void aClientThatEndsItsSideStillGetsTheAnswer(Kind kind) throws Exception {
        byte[] answer = "answer".getBytes(StandardCharsets.US_ASCII);
        try (TcpService service = TcpService.of(socket -> {
            byte[] question = socket.getInputStream().readAllBytes();
            socket.getOutputStream().write(question.length == 3 ? answer : new byte[0]);
        }); SshForward forward = kind.open(connection, service.port()); Socket socket = kind.connect(forward, service.port())) {
            socket.getOutputStream().write(new byte[3]);
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo(answer);
            await().until(service::allEnded);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientLearnsOfADeadPortAndTheForwardingStaysOpen(Kind kind) throws Exception {
        int dead = HostileServer.closedPort();
        try (SshForward forward = kind.open(connection, dead)) {
            for (int i = 0; i < 5; i++) {
                assertThat(reaches(kind, forward, dead)).isFalse();
            }
            assertThat(forward.isOpen()).isTrue();
            try (TcpService echo = TcpService.echo(); SshForward another = kind.open(connection, echo.port())) {
                goesOn(kind, another, echo.port());
            }
            assertThat(connection.exec("echo on").stdout()).isEqualTo("on\n");
            assertThat(server.authenticatedConnections()).isEqualTo(1);
        }
    }

    private static boolean reaches(Kind kind, SshForward forward, int port) throws IOException {
        try (Socket socket = kind.connect(forward, port)) {
            return readUntilItEnds(socket).length > 0;
        } catch (java.net.SocketException refused) {
            return false;
        }
    }

    /** Fails with a time-out if the connection does not end. */
    private static byte[] readUntilItEnds(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (java.net.SocketException reset) {
            // A reset is an end, too.
        }
        return all.toByteArray();
    }

    @ParameterizedTest
    @EnumSource
    void aForwardingClosedWhileDataFlowsEndsItsConnectionsOnly(Kind kind) throws Exception {
        try (TcpService endless = TcpService.of(ForwardLoadTest::sendForEver); TcpService echo = TcpService.echo();
                SshForward other = kind.open(connection, echo.port())) {
            SshForward forward = kind.open(connection, endless.port());
            Socket kept = kind.connect(other, echo.port());
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                Socket socket = kind.connect(forward, endless.port());
                socket.getInputStream().readNBytes(100_000);
                sockets.add(socket);
            }
            forward.close();
            AtOnce readers = new AtOnce();
            sockets.forEach(socket -> readers.run(() -> drain(socket)));
            readers.await(LIMIT);
            await().until(endless::allEnded);
            assertThat(forward.isOpen()).isFalse();
            exchange(kept, Content.random(10_000));
            goesOn(kind, other, echo.port());
            try (ServerSocket free = new ServerSocket(forward.port(), 1, InetAddress.getByName("127.0.0.1"))) {
                assertThat(free.isBound()).as("the port is free again").isTrue();
            }
        }
    }

    private static void drain(Socket socket) throws IOException {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (java.net.SocketException reset) {
            // A reset is an end, too.
        }
    }

    private static void sendForEver(Socket socket) throws IOException {
        byte[] chunk = new byte[64 * 1024];
        for (;;) {
            socket.getOutputStream().write(chunk);
        }
    }

    @ParameterizedTest
    @EnumSource
    void forwardedConnectionsEndWithTheSshConnection(Kind kind) throws Exception {
        try (TcpService endless = TcpService.of(ForwardLoadTest::sendForEver);
                SshForward forward = kind.open(connection, endless.port());
                Socket socket = kind.connect(forward, endless.port())) {
            socket.getInputStream().readNBytes(100_000);
            server.killConnections();
            drain(socket);
            await().until(() -> !forward.isOpen());
            await().until(endless::allEnded);
        }
    }

    /** Otherwise the socket of this machine would take what it has got for all. Fault: it got an end, but for local forwardings. */
    @ParameterizedTest
    @EnumSource
    void aLostConnectionIsAResetForTheSocketOfThisMachine(Kind kind) throws Exception {
        CompletableFuture<String> seenByService = new CompletableFuture<>();
        try (TcpService service = TcpService.of(socket -> {
            socket.getOutputStream().write(new byte[10]);
            seenByService.complete(seen(socket));
        }); SshForward forward = kind.open(connection, service.port()); Socket socket = kind.connect(forward, service.port())) {
            socket.getOutputStream().write(new byte[10]);
            assertThat(socket.getInputStream().readNBytes(10)).hasSize(10);
            // The server has this end of a remote forwarding, and does what it likes with it.
            CompletableFuture<String> seenByClient = CompletableFuture.supplyAsync(() -> seen(socket));
            server.killConnections();
            assertThat((kind == Kind.REMOTE ? seenByService : seenByClient).get(Patience.SECONDS, TimeUnit.SECONDS)).endsWith("reset");
            await().until(() -> !forward.isOpen());
        }
    }

    /** How many bytes come, and how it ends. */
    private static String seen(Socket socket) {
        long bytes = 0;
        try {
            while (socket.getInputStream().read() >= 0) {
                bytes++;
            }
            return bytes + ", end";
        } catch (IOException reset) {
            return bytes + ", reset";
        }
    }

    /** SSH has no reset: the other side reads no more, which is an end there. But the channel ends, and what was sent before arrives. */
    @ParameterizedTest
    @EnumSource
    void aClientThatResetsItsConnectionEndsItAtTheOtherSide(Kind kind) throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        try (TcpService service = TcpService.of(socket -> seen.complete(seen(socket))); SshForward forward = kind.open(connection, service.port())) {
            Socket socket = kind.connect(forward, service.port());
            socket.getOutputStream().write(new byte[10]);
            await().until(() -> service.connections() == 1);
            socket.setSoLinger(true, 0);
            socket.close();
            assertThat(seen.get(Patience.SECONDS, TimeUnit.SECONDS)).isNotNull();
            await().until(service::allEnded);
            assertThat(forward.isOpen()).isTrue();
            assertThat(connection.exec("echo on").stdout()).isEqualTo("on\n");
        }
    }

    // ---- slow ----

    @ParameterizedTest
    @EnumSource
    void peersThatNeverReadBlockNobodyElse(Kind kind) throws Exception {
        List<Socket> unread = new ArrayList<>();
        try (TcpService endless = TcpService.of(ForwardLoadTest::sendForEver);
                TcpService deaf = TcpService.of(socket -> await().forever().until(socket::isClosed))) {
            SshForward fromEndless = kind.open(connection, endless.port());
            SshForward toDeaf = kind.open(connection, deaf.port());
            AtOnce writers = new AtOnce();
            for (int i = 0; i < Runtime.getRuntime().availableProcessors() + 4; i++) {
                unread.add(kind.connect(fromEndless, endless.port()));
                Socket toNobody = kind.connect(toDeaf, deaf.port());
                unread.add(toNobody);
                writers.run(() -> assertThatThrownBy(() -> sendForEver(toNobody)).isInstanceOf(IOException.class));
            }
            for (int i = 0; i < 10; i++) {
                assertThat(connection.exec("echo on").stdout()).isEqualTo("on\n");
            }
            try (TcpService echo = TcpService.echo(); SshForward forward = kind.open(connection, echo.port())) {
                exchange(kind.connect(forward, echo.port()), Content.random(1_000_000));
            }
            fromEndless.close();
            toDeaf.close();
            writers.await(LIMIT);
            await().until(endless::allEnded);
            for (Socket socket : unread) {
                socket.close();
            }
        }
    }

    // ---- the limit ----

    /** Fault: there was none, so that whoever could reach a port could use up the files of the process. */
    @ParameterizedTest
    @EnumSource(names = {"LOCAL", "REMOTE"})
    void connectionsBeyondTheLimitAreRefusedAndLoggedOnce(Kind kind) throws Exception {
        int most = 256;
        List<Socket> sockets = new ArrayList<>();
        try (AllLogging log = new AllLogging(); TcpService echo = TcpService.echo(); SshForward forward = kind.open(connection, echo.port())) {
            for (int i = 0; i < most; i++) {
                sockets.add(kind.connect(forward, echo.port()));
            }
            await().until(() -> echo.connections() == most);
            for (int i = 0; i < 3; i++) {
                assertThat(reaches(kind, forward, echo.port())).isFalse();
            }
            assertThat(log.lines()).filteredOn(line -> line.contains("SSHRA000119")).hasSize(1).first().asString().contains("256");
            assertThat(connection.exec("echo on").stdout()).as("the budget of channels is another").isEqualTo("on\n");
            sockets.get(0).close();
            await().untilAsserted(() -> goesOn(kind, forward, echo.port()));
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    // ---- ports ----

    @ParameterizedTest
    @EnumSource
    void aTakenPortIsReported(Kind kind) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> {
                switch (kind) {
                    case LOCAL -> connection.forwardLocal(port, "127.0.0.1", 1);
                    case REMOTE -> connection.forwardRemote(port, "127.0.0.1", 1);
                    case DYNAMIC -> connection.forwardDynamic(port);
                }
            }).isInstanceOf(SshException.class).hasMessageContaining(String.valueOf(port))
                    .extracting("code").isEqualTo(SshErrorCode.FORWARDING_FAILED);
            assertThat(connection.info().openChannels()).isZero();
        }
    }

    // ---- SOCKS ----

    private static final int SOCKS4_GRANTED = 0x5a;

    private static byte[] bytes(Object... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Object part : parts) {
            if (part instanceof String text) {
                all.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
            } else {
                all.write((Integer) part);
            }
        }
        return all.toByteArray();
    }

    /** Sends the request for the port, in version 5 after the greeting. */
    private static byte[] request(String how, int port) {
        int high = port >> 8;
        int low = port & 0xff;
        return switch (how) {
            case "4" -> bytes(4, 1, high, low, 127, 0, 0, 1, "me", 0);
            case "4a" -> bytes(4, 1, high, low, 0, 0, 0, 1, 0, "localhost", 0);
            case "5 address" -> bytes(5, 1, 0, 1, 127, 0, 0, 1, high, low);
            case "5 name" -> bytes(5, 1, 0, 3, 9, "localhost", high, low);
            default -> throw new IllegalArgumentException(how);
        };
    }

    private static void send(OutputStream out, byte[] bytes, boolean oneByOne) throws Exception {
        if (!oneByOne) {
            out.write(bytes);
            return;
        }
        for (byte each : bytes) {
            out.write(each);
            // So that each byte arrives separately.
            Thread.sleep(3);
        }
    }

    /** Sends the request, and returns the code of the proxy's reply. */
    private static int ask(Socket socket, String how, int port, boolean oneByOne) throws Exception {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        if (how.startsWith("4")) {
            send(out, request(how, port), oneByOne);
            return in.readNBytes(8)[1];
        }
        send(out, bytes(5, 2, 0, 2), oneByOne);
        assertThat(in.readNBytes(2)).as("no log-in").isEqualTo(bytes(5, 0));
        send(out, request(how, port), oneByOne);
        return in.readNBytes(10)[1];
    }

    private static int granted(String how) {
        return how.startsWith("4") ? SOCKS4_GRANTED : 0;
    }

    /** The server sends data first, as in SMTP. None of it may arrive before the proxy's reply. */
    @ParameterizedTest
    @ValueSource(strings = {"4", "5 address"})
    void theReplyToARequestComesBeforeTheFirstData(String how) throws Exception {
        byte[] greeting = Content.random(1000);
        try (TcpService service = TcpService.of(socket -> socket.getOutputStream().write(greeting));
                SshForward forward = connection.forwardDynamic(0)) {
            AtOnce clients = new AtOnce();
            for (int i = 0; i < 4; i++) {
                clients.run(() -> {
                    for (int round = 0; round < 25; round++) {
                        try (Socket socket = new Socket(forward.host(), forward.port())) {
                            assertThat(ask(socket, how, service.port(), false)).isEqualTo(granted(how));
                            assertThat(Arrays.equals(socket.getInputStream().readAllBytes(), greeting)).isTrue();
                        }
                    }
                });
            }
            clients.await(LIMIT);
        }
    }

    /** Fault: the library's proxy reads a request of version 4 only in one piece. */
    @ParameterizedTest
    @CsvSource({"4, false", "4a, false", "5 address, false", "5 name, false", "4, true", "4a, true", "5 address, true", "5 name, true"})
    void everySocksRequestIsUnderstood(String how, boolean oneByOne) throws Exception {
        try (TcpService echo = TcpService.echo(); SshForward forward = connection.forwardDynamic(0);
                Socket socket = new Socket(forward.host(), forward.port())) {
            assertThat(ask(socket, how, echo.port(), oneByOne)).isEqualTo(granted(how));
            exchange(socket, Content.random(100_000));
        }
    }

    /** Fault: the library's proxy says "failed" (1) whatever the server has said. */
    @ParameterizedTest
    @CsvSource({"4, 0x5b, 0x5b", "4a, 0x5b, 0x5b", "5 address, 5, 2", "5 name, 5, 2"})
    void aSocksClientIsToldWhyItIsRefused(String how, String dead, String forbidden) throws Exception {
        try (SshForward forward = connection.forwardDynamic(0); Socket socket = new Socket(forward.host(), forward.port())) {
            assertThat(ask(socket, how, HostileServer.closedPort(), false)).isEqualTo(Integer.decode(dead));
            assertThat(socket.getInputStream().readAllBytes()).as("then it ends in order").isEmpty();
        }
        try (OpenSshServer strict = OpenSshServer.start("AllowTcpForwarding no"); SshConnection other = fixture.factory.getConnection(
                AdapterFixture.spec("bob", "s", "p", AdapterFixture.target(strict).allowForwarding(true).build()));
                SshForward forward = other.forwardDynamic(0); Socket socket = new Socket(forward.host(), forward.port())) {
            assertThat(ask(socket, how, strict.port(), false)).isEqualTo(Integer.decode(forbidden));
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
    }

    /** A client may send its data without waiting for the proxy's reply. Fault: the library's proxy takes it for a part of its request. */
    @ParameterizedTest
    @ValueSource(strings = {"4a", "5 name"})
    void whatASocksClientSendsBeforeTheReplyIsNotLost(String how) throws Exception {
        byte[] content = Content.random(200_000);
        try (TcpService echo = TcpService.echo(); SshForward forward = connection.forwardDynamic(0);
                Socket socket = new Socket(forward.host(), forward.port())) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(how.startsWith("5") ? bytes(5, 1, 0) : new byte[0]);
            all.writeBytes(request(how, echo.port()));
            all.writeBytes(content);
            new AtOnce().run(() -> {
                socket.getOutputStream().write(all.toByteArray());
                socket.shutdownOutput();
            }).run(() -> {
                byte[] read = socket.getInputStream().readAllBytes();
                int reply = how.startsWith("5") ? 12 : 8;
                assertThat(Arrays.copyOfRange(read, reply, read.length)).isEqualTo(content);
            }).await(LIMIT);
        }
    }

    /** A client that is not ours. Its exit codes are in curl(1). */
    @ParameterizedTest
    @ValueSource(strings = {"--socks4", "--socks4a", "--socks5", "--socks5-hostname"})
    @RequiresPrograms("curl")
    void curlIsAClientOfTheProxy(String option) throws Exception {
        String answer = "HTTP/1.0 200 OK\r\n\r\nhello";
        try (TcpService web = TcpService.of(socket -> {
            BufferedReader request = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            while (!request.readLine().isEmpty()) {
                // To the end of the header.
            }
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        }); SshForward forward = connection.forwardDynamic(0)) {
            assertThat(curl(option, forward, web.port())).isEqualTo("0 hello");
            assertThat(curl(option, forward, HostileServer.closedPort())).startsWith("97 ").contains(option.contains("4") ? "rejected" : "(5)");
        }
    }

    /** Its exit code and what it says. */
    private static String curl(String option, SshForward forward, int port) throws Exception {
        Process curl = new ProcessBuilder("curl", "-q", "-sS", "--noproxy", "", option, forward.host() + ":" + forward.port(),
                "http://localhost:" + port + "/").redirectErrorStream(true).start();
        try {
            String said = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return curl.waitFor() + " " + said.strip();
        } finally {
            curl.destroyForcibly();
        }
    }

    @Test
    void aSocksClientWithoutARequestEndsWithTheForwarding() throws Exception {
        SshForward forward = connection.forwardDynamic(0);
        try (Socket socket = new Socket(forward.host(), forward.port())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(bytes(5, 1, 0));
            assertThat(socket.getInputStream().readNBytes(2)).isEqualTo(bytes(5, 0));
            forward.close();
            assertThat(readUntilItEnds(socket)).isEmpty();
        }
    }

    @Test
    void aClientThatDoesNotSpeakSocksIsDisconnected() throws Exception {
        try (SshForward forward = connection.forwardDynamic(0)) {
            try (Socket socket = new Socket(forward.host(), forward.port())) {
                socket.setSoTimeout(TIMEOUT_MILLIS);
                socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(readUntilItEnds(socket)).isEmpty();
            }
            try (TcpService echo = TcpService.echo()) {
                goesOn(Kind.DYNAMIC, forward, echo.port());
            }
        }
    }
}
