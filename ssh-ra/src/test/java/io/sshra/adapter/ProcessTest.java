package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionLostException;
import io.sshra.SshException;
import io.sshra.SshProcess;
import io.sshra.SshPty;
import io.sshra.SshShell;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.Patience;
import io.sshra.testing.RequiresOpenSsh;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RequiresOpenSsh
class ProcessTest {

    private OpenSshServer server;
    private AdapterFixture fixture;
    private SshConnection connection;

    @BeforeEach
    void start() throws Exception {
        server = OpenSshServer.start();
        fixture = new AdapterFixture();
        connection = open("s");
    }

    @AfterEach
    void stop() {
        connection.close();
        fixture.close();
        server.close();
    }

    private SshConnection open(String session) throws SshException {
        return fixture.factory.getConnection(AdapterFixture.spec("alice", session, "p", AdapterFixture.target(server).build()));
    }

    private SshProcess start(String command) throws SshException {
        return connection.start(SshCommand.shell(command));
    }

    private static String all(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aConversationGoesBackAndForthUntilTheInputEnds() throws Exception {
        try (SshProcess process = start("while read line; do echo \"got $line\"; done; echo end >&2; exit 5")) {
            BufferedReader answers = new BufferedReader(new InputStreamReader(process.stdout(), StandardCharsets.UTF_8));
            for (int i = 0; i < 5; i++) {
                process.stdin().write(("line " + i + "\n").getBytes(StandardCharsets.UTF_8));
                process.stdin().flush();
                assertThat(answers.readLine()).isEqualTo("got line " + i);
            }
            assertThat(process.isAlive()).isTrue();
            assertThatThrownBy(process::exitValue).isInstanceOf(IllegalStateException.class);

            process.stdin().close();

            process.waitFor();
            assertThat(process.exitValue()).isEqualTo(5);
            assertThat(process.exitSignal()).isNull();
            assertThat(process.connectionLost()).isFalse();
            assertThat(answers.readLine()).isNull();
            assertThat(all(process.stderr())).isEqualTo("end\n");
        }
        assertThat(connection.info().commandCount()).isEqualTo(1);
        await().until(() -> connection.info().openChannels() == 0);
    }

    @Test
    void largeOutputArrivesWholeAndUnreadOutputOutlivesTheProcess() throws Exception {
        try (SshProcess process = start("head -c 30000000 /dev/zero")) {
            assertThat(process.stdout().readAllBytes()).hasSize(30_000_000);
        }
        try (SshProcess process = start("echo late; exit 3")) {
            process.waitFor();
            assertThat(process.exitValue()).isEqualTo(3);
            assertThat(all(process.stdout())).isEqualTo("late\n");
        }
    }

    /** Uses MINA's server, because OpenSSH delivers no signals to commands of root, and these tests may run as root. */
    @Test
    void signalsAreSentAndDestroyingSendsTerm() throws Exception {
        try (EmbeddedSshServer embedded = EmbeddedSshServer.start(); SshConnection handle = fixture.factory.getConnection(
                AdapterFixture.spec("alice", "signals", "p", AdapterFixture.target(embedded).build()))) {
            SshProcess process = handle.start(SshCommand.shell("exec sleep 100"));
            assertThat(process.waitFor(Duration.ofMillis(50))).isFalse();
            process.signal("INT");
            await().untilAsserted(() -> assertThat(embedded.signals()).containsExactly("INT"));
            for (String wrong : new String[] {null, "", "SIGTERM", "term", "A B"}) {
                assertThatThrownBy(() -> process.signal(wrong)).isExactlyInstanceOf(IllegalArgumentException.class);
            }

            process.destroy();
            process.destroy();

            assertThat(process.isAlive()).isFalse();
            assertThat(process.timedOut()).isFalse();
            assertThat(process.connectionLost()).isFalse();
            assertThat(process.exitValue()).isEqualTo(SshCommandResult.NO_EXIT_CODE);
            assertThatThrownBy(() -> process.signal("INT")).isInstanceOf(SshConnectionLostException.class);
            await().untilAsserted(() -> assertThat(embedded.signals()).containsExactly("INT", "TERM"));
            await().untilAsserted(() -> assertThat(embedded.openChannels()).isZero());

            assertThat(handle.exec(SshCommand.shell("exec sleep 100").withTimeout(Duration.ofMillis(300))).timedOut()).isTrue();
            await().untilAsserted(() -> assertThat(embedded.signals()).containsExactly("INT", "TERM", "TERM"));
        }
    }

    @Test
    void theSignalThatEndedTheProcessIsReported() throws Exception {
        try (SshProcess process = start("kill -KILL $$")) {
            process.waitFor();
            assertThat(process.exitSignal()).isEqualTo("KILL");
            assertThat(process.exitValue()).isEqualTo(SshCommandResult.NO_EXIT_CODE);
        }
        assertThat(connection.exec("kill -TERM $$").exitSignal()).isEqualTo("TERM");
    }

    @Test
    void closingTheHandleDestroysItsProcesses() throws Exception {
        SshConnection other = open("s");
        SshProcess first = other.start(SshCommand.shell("exec sleep 100"));
        SshProcess second = other.start(SshCommand.shell("exec sleep 100"));
        assertThat(connection.info().openChannels()).isEqualTo(2);
        other.close();
        assertThat(first.isAlive()).isFalse();
        assertThat(second.isAlive()).isFalse();
        assertThat(connection.info().openChannels()).isZero();
    }

    @Test
    void standardErrorIsMergedOnRequest() throws Exception {
        try (SshProcess process = connection.start(SshCommand.shell("echo out; echo err >&2").withMergedError())) {
            assertThat(all(process.stdout()).lines()).containsExactlyInAnyOrder("out", "err");
            assertThat(all(process.stderr())).isEmpty();
        }
    }

    @Test
    void environmentVariablesArriveWhereTheServerAcceptsThem() throws Exception {
        SshCommand command = SshCommand.shell("echo \"$GREETING, $NAME\"").withEnvironment("GREETING", "hello there")
                .withEnvironment("NAME", "ünï 'x'");
        assertThat(connection.exec(command).stdout()).isEqualTo("hello there, ünï 'x'\n");
    }

    @Test
    void aPseudoTerminalHasTypeAndSize() throws Exception {
        SshCommand command = SshCommand.shell("tty; echo $TERM; stty size").withPty(new SshPty("vt100", 101, 33));
        try (SshProcess process = connection.start(command)) {
            assertThat(all(process.stdout()).lines()).hasSize(3).first().asString().startsWith("/dev/");
        }
        assertThat(connection.exec(command).stdout().lines()).element(1).isEqualTo("vt100");
        assertThat(connection.exec(command).stdout().lines()).element(2).isEqualTo("33 101");
    }

    @Test
    void aTimeLimitEndsTheProcess() throws Exception {
        try (SshProcess process = connection.start(SshCommand.shell("echo before; exec sleep 100").withTimeout(Duration.ofMillis(500)))) {
            assertThat(all(process.stdout())).isEqualTo("before\n");
            process.waitFor();
            assertThat(process.timedOut()).isTrue();
            assertThat(process.connectionLost()).isFalse();
        }
        try (SshProcess process = connection.start(SshCommand.shell("true").withTimeout(Duration.ofSeconds(30)))) {
            process.waitFor();
            assertThat(process.timedOut()).isFalse();
        }
    }

    @Test
    void onExitCompletesOnTheCallersExecutor() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor(task -> new Thread(task, "of-the-caller"));
        try (SshProcess process = start("read line")) {
            CompletableFuture<String> thread = process.onExit(executor).thenApply(ended -> Thread.currentThread().getName());
            process.stdin().close();
            assertThat(thread.get(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo("of-the-caller");
            assertThat(process.onExit(Runnable::run).get(Patience.SECONDS, TimeUnit.SECONDS)).isSameAs(process);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void aLostConnectionEndsTheStreamsAndIsReported() throws Exception {
        try (SshProcess process = start("echo before; exec sleep 100")) {
            BufferedReader output = new BufferedReader(new InputStreamReader(process.stdout(), StandardCharsets.UTF_8));
            assertThat(output.readLine()).isEqualTo("before");
            server.killConnections();
            assertThat(output.readLine()).isNull();
            process.waitFor();
            assertThat(process.connectionLost()).isTrue();
            assertThat(process.exitValue()).isEqualTo(SshCommandResult.NO_EXIT_CODE);
        }
        assertThat(connection.exec("echo back").stdout()).isEqualTo("back\n");
    }

    /** Blocking an I/O thread would make another tenant's command time out. Only the caller who does not read waits. */
    @Test
    void callersWhoNeverReadBlockNobodyElse() throws Exception {
        List<SshProcess> unread = new ArrayList<>();
        List<SshConnection> held = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors() + 4; i++) {
            SshConnection other = open("unread" + i);
            held.add(other);
            unread.add(other.start(SshCommand.shell("exec yes")));
            unread.add(other.start(SshCommand.shell("exec yes >&2")));
        }
        long start = System.nanoTime();
        try (SshConnection another = open("another")) {
            assertThat(another.exec("true").succeeded()).isTrue();
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        System.out.printf("[figure] connect and true beside %d processes whose output nobody reads: %d ms%n", unread.size(), millis);
        assertThat(held.get(0).exec("true").succeeded()).as("on the same connection, too").isTrue();
        assertThat(unread).allMatch(SshProcess::isAlive);
        held.forEach(SshConnection::close);
        assertThat(unread).noneMatch(SshProcess::isAlive);
    }

    // ---- as java.lang.Process ----

    @Test
    void aProcessIsReadAndWrittenAsTextLikeOneOfTheJdk() throws Exception {
        try (SshProcess process = start("while read line; do echo \"got $line\"; done; echo ünd >&2; exit 5")) {
            process.outputWriter().write("erste ü\n");
            process.outputWriter().flush();
            assertThat(process.inputReader().readLine()).isEqualTo("got erste ü");
            assertThat(process.exitStatus()).as("while it runs").isEmpty();
            process.outputWriter().write("second\nthird\n");
            process.outputWriter().close();
            assertThat(process.inputReader().readLine()).isEqualTo("got second");
            assertThat(process.inputReader().lines()).as("the same reader, which has read ahead").containsExactly("got third");
            assertThat(process.errorReader().readLine()).isEqualTo("ünd");
            assertThat(process.waitFor()).isEqualTo(5);
            assertThat(process.exitStatus()).hasValue(5);
            assertThat(process.waitFor(1, TimeUnit.DAYS)).isTrue();
        }
        try (SshProcess process = start("kill -KILL $$")) {
            assertThat(process.waitFor()).isEqualTo(SshCommandResult.NO_EXIT_CODE);
            assertThat(process.exitStatus()).isEmpty();
        }
    }

    @Test
    void textHasTheCommandsCharset() throws Exception {
        SshCommand command = SshCommand.shell("printf '\\344'; printf '\\366' >&2; cat").withCharset(StandardCharsets.ISO_8859_1);
        try (SshProcess process = connection.start(command)) {
            process.outputWriter().write("ü");
            process.outputWriter().close();
            assertThat(process.errorReader().readLine()).isEqualTo("ö");
            assertThat(process.inputReader(StandardCharsets.ISO_8859_1).readLine()).isEqualTo("äü");
            assertThatThrownBy(() -> process.inputReader(StandardCharsets.UTF_8)).isInstanceOf(IllegalStateException.class)
                    .hasMessage("the reader of the output was made with the charset ISO-8859-1, not UTF-8");
            assertThatThrownBy(() -> process.errorReader(null)).isExactlyInstanceOf(IllegalArgumentException.class);
        }
    }

    /** A shell's reader shows what the recording has. */
    @Test
    void theReaderOfAShellIsRecorded(@TempDir Path folder) throws Exception {
        Path recording = folder.resolve("recording");
        try (SshShell shell = connection.shell(SshPty.xterm())) {
            shell.record(recording);
            shell.outputWriter().write("echo $((20 + 22))ans; exit\n");
            shell.outputWriter().flush();
            assertThat(shell.inputReader().lines()).anyMatch(line -> line.contains("42ans"));
        }
        assertThat(recording).content().contains("42ans");
    }

    @Test
    void onExitWithoutAnExecutorNeedsNoThreadOfTheAdapter() throws Exception {
        try (SshProcess process = start("read line")) {
            CompletableFuture<String> thread = process.onExit().thenApply(ended -> Thread.currentThread().getName());
            process.stdin().close();
            assertThat(thread.get(Patience.SECONDS, TimeUnit.SECONDS)).doesNotContain("ssh-ra", "io-thread");
            assertThatThrownBy(() -> process.onExit(null)).isExactlyInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void destroyingForciblySendsKill() throws Exception {
        try (EmbeddedSshServer embedded = EmbeddedSshServer.start(); SshConnection handle = fixture.factory.getConnection(
                AdapterFixture.spec("alice", "kill", "p", AdapterFixture.target(embedded).build()))) {
            SshProcess process = handle.start(SshCommand.shell("exec sleep 100"));
            assertThat(process.destroyForcibly()).isSameAs(process);
            assertThat(process.isAlive()).isFalse();
            await().untilAsserted(() -> assertThat(embedded.signals()).startsWith("KILL"));
            await().untilAsserted(() -> assertThat(embedded.openChannels()).isZero());
        }
    }

    @Test
    void anInputInTheCommandIsRefused() {
        assertThatThrownBy(() -> connection.start(SshCommand.shell("cat").withStdin("x"))).isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stdin of its process");
    }
}
