package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshForward;
import io.sshra.SshProcess;
import io.sshra.testing.AtOnce;
import io.sshra.testing.Content;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.Patience;
import io.sshra.testing.RequiresOpenSsh;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * New keys (RFC 4253 section 9) while the connection is in use, requested by the server, by this side, and by both. No data is
 * lost, and no call gets stuck. sshd's log shows how often there were new keys.
 */
@RequiresOpenSsh
@Tag("long")
class RekeyTest {

    private static final Duration LIMIT = Patience.LIMIT;
    /** Set as MINA's system properties: the adapter has no properties for these. */
    private static final String CLIENT_BYTES = "org.apache.sshd.config.rekey-bytes-limit";
    private static final int BYTES = 6_000_000;

    private OpenSshServer server;
    private AdapterFixture fixture;
    private SshConnection connection;
    @TempDir
    private Path folder;

    private void connect(String... configuration) throws Exception {
        String[] all = java.util.Arrays.copyOf(configuration, configuration.length + 1);
        all[configuration.length] = "LogLevel DEBUG";
        server = OpenSshServer.start(all);
        fixture = new AdapterFixture(adapter -> adapter.setKeepaliveIntervalSeconds(1), definition -> { });
        connection = fixture.factory.getConnection(
                AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(server).allowForwarding(true).build()));
    }

    @AfterEach
    void stop() {
        System.clearProperty(CLIENT_BYTES);
        connection.close();
        fixture.close();
        server.close();
    }

    private long rekeys() {
        return server.log().lines().filter(line -> line.contains("SSH2_MSG_NEWKEYS received")).count() - 1;
    }

    @Test
    void nothingIsLostWhileTheServerAsksForNewKeysAfterEachMegabyte() throws Exception {
        connect("RekeyLimit 1M 1s");
        useInAllWays();
        report("the server after 1 MB or 1 s");
    }

    @Test
    void nothingIsLostWhileThisSideAsksForNewKeysAfterEachMegabyte() throws Exception {
        System.setProperty(CLIENT_BYTES, "1000000");
        connect();
        useInAllWays();
        report("this side after 1 MB");
    }

    @Test
    void nothingIsLostWhileBothSidesAskForNewKeys() throws Exception {
        System.setProperty(CLIENT_BYTES, "1000000");
        connect("RekeyLimit 1M 1s");
        useInAllWays();
        report("both after 1 MB");
    }

    private void report(String who) {
        System.out.printf("[figure] new keys requested by %s: %d times%n", who, rekeys());
        assertThat(rekeys()).isGreaterThan(10);
        assertThat(server.authenticatedConnections()).as("one connection all the time").isEqualTo(1);
    }

    /** Large data in both directions on several channels, a dialogue, and channels that open and close all the time. */
    private void useInAllWays() throws Exception {
        byte[] content = Content.random(BYTES);
        Path source = Files.write(folder.resolve("source"), content);
        AtomicBoolean busy = new AtomicBoolean(true);
        try (ServerSocket echo = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
                SshForward forward = connection.forwardLocal(0, "127.0.0.1", echo.getLocalPort())) {
            AtOnce heavy = new AtOnce()
                    .run(() -> throughCommand(content))
                    .run(() -> throughProcess(content))
                    .run(() -> throughFiles(source, content))
                    .run(() -> answer(echo))
                    .run(() -> throughForward(forward, content));
            AtOnce light = new AtOnce()
                    .run(() -> converse(busy))
                    .run(() -> runCommands(busy))
                    .run(() -> runCommands(busy));
            try {
                heavy.await(LIMIT);
            } finally {
                busy.set(false);
            }
            light.await(LIMIT);
        }
    }

    private void throughCommand(byte[] content) throws Exception {
        SshCommandResult result = connection.exec(SshCommand.shell("cat").withStdin(content).withOutputLimit(content.length)
                .withCharset(StandardCharsets.ISO_8859_1));
        assertThat(result.stdout().getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(content);
        assertThat(result.exitCode()).isZero();
    }

    private void throughProcess(byte[] content) throws Exception {
        try (SshProcess process = connection.start(SshCommand.shell("tee /dev/stderr"))) {
            AtOnce streams = new AtOnce()
                    .run(() -> {
                        process.stdin().write(content);
                        process.stdin().close();
                    })
                    .run(() -> assertThat(process.stdout().readAllBytes()).isEqualTo(content))
                    .run(() -> assertThat(process.stderr().readAllBytes()).isEqualTo(content));
            streams.await(LIMIT);
            process.waitFor();
            assertThat(process.exitValue()).isZero();
        }
    }

    private void throughFiles(Path source, byte[] content) throws Exception {
        connection.upload(source, folder.resolve("there").toString());
        assertThat(folder.resolve("there")).satisfies(Content.exactly(content));
        connection.download(folder.resolve("there").toString(), folder.resolve("back"));
        assertThat(folder.resolve("back")).satisfies(Content.exactly(content));
    }

    private static void answer(ServerSocket echo) throws Exception {
        try (Socket socket = echo.accept()) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        }
    }

    private static void throughForward(SshForward forward, byte[] content) throws Exception {
        try (Socket socket = new Socket(forward.host(), forward.port())) {
            AtOnce streams = new AtOnce()
                    .run(() -> socket.getOutputStream().write(content))
                    .run(() -> assertThat(socket.getInputStream().readNBytes(content.length)).isEqualTo(content));
            streams.await(LIMIT);
        }
    }

    private void converse(AtomicBoolean busy) throws Exception {
        try (SshProcess process = connection.start(SshCommand.shell("cat"))) {
            BufferedReader answers = new BufferedReader(new InputStreamReader(process.stdout(), StandardCharsets.US_ASCII));
            for (int i = 0; busy.get(); i++) {
                process.stdin().write((i + "\n").getBytes(StandardCharsets.US_ASCII));
                process.stdin().flush();
                assertThat(answers.readLine()).isEqualTo(String.valueOf(i));
            }
        }
    }

    private void runCommands(AtomicBoolean busy) throws Exception {
        for (int i = 0; busy.get(); i++) {
            assertThat(connection.exec(SshCommand.of("echo", String.valueOf(i)).withTimeout(LIMIT)).stdout()).isEqualTo(i + "\n");
        }
    }

    @Test
    void anIdleConnectionAndASlowCommandGetNewKeysByTime() throws Exception {
        connect("RekeyLimit default 1s");
        SshCommandResult slow = connection.exec("for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo $i; sleep 0.2; done");
        assertThat(slow.stdout().lines()).hasSize(12);
        long rekeys = rekeys();
        assertThat(rekeys).isPositive();
        await().atMost(LIMIT).until(() -> rekeys() > rekeys + 1);
        assertThat(connection.exec("echo on").stdout()).isEqualTo("on\n");
        assertThat(connection.info().alive()).isTrue();
        assertThat(server.authenticatedConnections()).isEqualTo(1);
    }
}
