package io.sshra.adapter;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommand;
import io.sshra.SshConnectException;
import io.sshra.SshConnection;
import io.sshra.SshConnectionLostException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshForward;
import io.sshra.SshProcess;
import io.sshra.SshPty;
import io.sshra.SshTransferOptions;
import io.sshra.testing.AtOnce;
import io.sshra.testing.Content;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.Relay;
import io.sshra.testing.Relay.Direction;
import io.sshra.testing.RequiresOpenSsh;
import io.sshra.testing.TcpService;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A connection breaks in each possible way during each operation. Waiting callers get an error, no incomplete file has its
 * final name, and the next use of the same handle reconnects.
 */
@RequiresOpenSsh
class ConnectionFaultTest {

    private static final byte[] CONTENT = Content.random(8 << 20);
    /** How the connection breaks. */
    enum Fault {

        THE_SERVERS_PROCESS_IS_KILLED {
            @Override
            void strike(OpenSshServer server, Relay relay) {
                server.killConnections();
            }
        },
        THE_SERVERS_PROCESS_IS_STOPPED {
            @Override
            void strike(OpenSshServer server, Relay relay) {
                server.suspendConnections();
            }
        },
        TCP_IS_RESET {
            @Override
            void strike(OpenSshServer server, Relay relay) {
                relay.cut();
            }
        },
        PACKETS_ARE_LOST_BOTH_WAYS {
            @Override
            void strike(OpenSshServer server, Relay relay) {
                relay.lose(Direction.TO_SERVER);
                relay.lose(Direction.TO_CLIENT);
            }
        },
        PACKETS_TO_THE_CLIENT_ARE_HELD {
            @Override
            void strike(OpenSshServer server, Relay relay) {
                relay.hold(Direction.TO_CLIENT);
            }
        };

        abstract void strike(OpenSshServer server, Relay relay);

        void end(OpenSshServer server, Relay relay) {
            relay.release(Direction.TO_CLIENT);
            relay.release(Direction.TO_SERVER);
            server.resumeConnections();
        }
    }

    private OpenSshServer server;
    private Relay relay;
    private AdapterFixture fixture;
    private TcpService echo;
    private final List<SshConnection> connections = new ArrayList<>();
    private final CountDownLatch struck = new CountDownLatch(1);
    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        server = OpenSshServer.start();
        relay = Relay.to(server.port());
        echo = TcpService.echo();
        fixture = new AdapterFixture(adapter -> {
            adapter.setKeepaliveIntervalSeconds(1);
            adapter.setKeepaliveMaxMissed(2);
        }, definition -> definition.setConnectTimeoutSeconds(60));
    }

    @AfterEach
    void stop() throws IOException {
        connections.forEach(SshConnection::close);
        fixture.close();
        echo.close();
        relay.close();
        server.close();
    }

    private SshConnection connect(String session) throws Exception {
        SshConnection connection = fixture.factory.getConnection(AdapterFixture.spec("alice", session, "p",
                AdapterFixture.target(server).port(relay.port()).allowForwarding(true).build()));
        connections.add(connection);
        return connection;
    }

    @ParameterizedTest
    @EnumSource
    void waitingCallersGetAnErrorAndTheNextUseReconnects(Fault fault) throws Exception {
        AtOnce operations = new AtOnce();
        CountDownLatch underWay = new CountDownLatch(7);
        SshConnection command = connect("command");
        operations.run(() -> {
            underWay.countDown();
            assertThat(command.exec("sleep 60").connectionLost()).isTrue();
        });
        SshConnection process = connect("process");
        operations.run(() -> {
            try (SshProcess running = process.start(SshCommand.shell("echo under way; sleep 60"))) {
                readToItsEnd(running.stdout(), underWay);
                running.waitFor();
                assertThat(running.connectionLost()).isTrue();
            }
        });
        SshConnection shell = connect("shell");
        operations.run(() -> {
            try (SshProcess running = shell.shell(SshPty.xterm(), Map.of())) {
                running.stdin().write("stty -echo; echo under way\n".getBytes(US_ASCII));
                running.stdin().flush();
                readToItsEnd(running.stdout(), underWay);
                running.waitFor();
                assertThat(running.connectionLost()).isTrue();
            }
        });
        Path source = Files.write(folder.resolve("source"), CONTENT);
        SshConnection upload = connect("upload");
        operations.run(() -> assertThatThrownBy(() -> upload.upload(source, folder.resolve("up").toString(), halfWay(underWay)))
                .isInstanceOf(SshConnectionLostException.class));
        SshConnection download = connect("download");
        operations.run(() -> assertThatThrownBy(() -> download.download(source.toString(), folder.resolve("down"), halfWay(underWay)))
                .isInstanceOf(SshConnectionLostException.class));
        SshConnection files = connect("files");
        operations.run(() -> {
            try (InputStream in = Files.newInputStream(files.fileSystem(StandardCharsets.UTF_8).getPath(source.toString()))) {
                assertThat(in.readNBytes(100)).hasSize(100);
                underWay.countDown();
                struck.await();
                assertThatThrownBy(() -> in.transferTo(OutputStream.nullOutputStream())).isInstanceOf(IOException.class);
            }
        });
        SshConnection forwarding = connect("forward");
        operations.run(() -> {
            try (SshForward forward = forwarding.forwardLocal("127.0.0.1", 0, "127.0.0.1", echo.port());
                    Socket socket = new Socket("127.0.0.1", forward.port())) {
                socket.getOutputStream().write(1);
                assertThat(socket.getInputStream().read()).isEqualTo(1);
                underWay.countDown();
                assertThat(catchThrowable(() -> assertThat(socket.getInputStream().read()).isNegative()))
                        .satisfiesAnyOf(nothing -> assertThat(nothing).isNull(),
                                reset -> assertThat(reset).isInstanceOf(IOException.class));
            }
        });
        SshConnection idle = connect("idle");
        underWay.await();

        fault.strike(server, relay);
        struck.countDown();
        long start = System.nanoTime();
        operations.await();
        await().until(() -> !idle.info().alive());
        System.out.printf("[figure] %s: all callers got an error after %.2f s%n", fault, (System.nanoTime() - start) / 1e9);
        fault.end(server, relay);

        assertThat(folder.resolve("up")).doesNotExist();
        assertThat(folder.resolve("down")).doesNotExist();
        for (SshConnection connection : connections) {
            assertThat(connection.exec("echo back").stdout()).isEqualTo("back\n");
        }
        assertThat(fixture.factory.sessions().totalConnections()).isEqualTo(connections.size());
        await().until(() -> server.openConnections() == connections.size());
    }

    /** Fault: two threads that were writing when the connection broke waited for each other forever. */
    @Test
    void noThreadIsStuckOnAConnectionThatBreaks() throws Exception {
        SshConnection connection = connect("s");
        AtOnce threads = new AtOnce();
        AtomicBoolean over = new AtomicBoolean();
        for (int i = 0; i < 8; i++) {
            threads.run(() -> {
                while (!over.get()) {
                    Throwable failure = catchThrowable(() -> connection.exec("true"));
                    assertThat(failure == null || failure instanceof SshException).as("the failure: " + failure).isTrue();
                }
            });
        }
        for (int cut = 0; cut < 20; cut++) {
            long before = relay.bytes(Direction.TO_SERVER);
            await().pollInterval(Duration.ofMillis(1)).until(() -> relay.bytes(Direction.TO_SERVER) > before + 10_000);
            relay.cut();
        }
        over.set(true);
        threads.await();
        assertThat(connection.exec("echo back").stdout()).isEqualTo("back\n");
    }

    /** A transfer that stops in the middle until the fault has happened. */
    private SshTransferOptions halfWay(CountDownLatch underWay) {
        AtomicBoolean stopped = new AtomicBoolean();
        return SshTransferOptions.defaults().withListener(progress -> {
            if (progress.bytes() > 0 && stopped.compareAndSet(false, true)) {
                underWay.countDown();
                Awaitility.await().until(() -> struck.getCount() == 0);
            }
            return true;
        });
    }

    private static void readToItsEnd(InputStream stream, CountDownLatch underWay) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(stream, US_ASCII));
        boolean told = false;
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!told && line.endsWith("under way") && !line.contains("echo")) {
                    told = true;
                    underWay.countDown();
                }
            }
        } catch (IOException lost) {
            assertThat(told).isTrue();
        }
    }

    /** The connection is reset during identification, key exchange or authentication. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.001, 0.01, 0.02, 0.03, 0.1, 0.2, 0.4, 0.45, 0.5, 0.55, 0.57, 0.6, 0.62, 0.65, 0.67, 0.7})
    void aConnectThatIsCutFailsAtOnceAndTheNextSucceeds(double place) throws Exception {
        connect("whole").close();
        await().until(() -> server.openConnections() == 0);
        relay.cutAfter(Direction.TO_CLIENT, (long) (place * relay.bytes(Direction.TO_CLIENT)));
        assertThatThrownBy(() -> connect("s")).isInstanceOf(SshConnectException.class)
                .hasMessageContaining("127.0.0.1:" + relay.port())
                .extracting("code").as("before the connect time-out").isNotEqualTo(SshErrorCode.CONNECT_TIMEOUT);
        SshConnection next = connect("s");
        assertThat(next.exec("echo next").stdout()).isEqualTo("next\n");
        assertThat(fixture.factory.sessions().totalConnections()).isEqualTo(1);
    }
}
