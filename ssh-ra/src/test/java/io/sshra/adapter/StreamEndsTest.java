package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshProcess;
import io.sshra.testing.AtOnce;
import io.sshra.testing.Content;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.Patience;
import io.sshra.testing.RequiresOpenSsh;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How and in which order the streams of commands end, and what the caller knows then. */
@RequiresOpenSsh
class StreamEndsTest {

    private static final Duration LIMIT = Patience.LIMIT;

    private OpenSshServer server;
    private AdapterFixture fixture;
    private SshConnection connection;
    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        server = OpenSshServer.start();
        fixture = new AdapterFixture();
        connection = fixture.factory.getConnection(
                AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(server).build()));
    }

    @AfterEach
    void stop() {
        connection.close();
        fixture.close();
        server.close();
    }

    private SshProcess start(String command) throws Exception {
        return connection.start(SshCommand.shell(command));
    }

    /** Bytes as text: one character for each byte. */
    private static SshCommand binary(String command, int limit) {
        return SshCommand.shell(command).withCharset(StandardCharsets.ISO_8859_1).withOutputLimit(limit);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    // ---- standard error ----

    @Test
    void bothStreamsArriveWholeWhileTheyAreWrittenAtOnce() throws Exception {
        byte[] out = Content.random(3_000_000);
        byte[] err = Content.random(2_900_000);
        SshCommandResult result = connection.exec(binary("cat '" + write("out", out) + "' & cat '" + write("err", err) + "' >&2; wait",
                out.length));
        assertThat(bytes(result.stdout())).isEqualTo(out);
        assertThat(bytes(result.stderr())).isEqualTo(err);
        try (SshProcess process = start("cat '" + folder.resolve("out") + "' & cat '" + folder.resolve("err") + "' >&2; wait")) {
            AtOnce readers = new AtOnce()
                    .run(() -> assertThat(process.stdout().readAllBytes()).isEqualTo(out))
                    .run(() -> assertThat(process.stderr().readAllBytes()).isEqualTo(err));
            readers.await(LIMIT);
        }
    }

    @Test
    void aCommandMayWriteToStandardErrorOnly() throws Exception {
        byte[] err = Content.random(1_000_000);
        SshCommandResult result = connection.exec(binary("exec >/dev/null; exec cat '" + write("err", err) + "' >&2", err.length));
        assertThat(result.stdout()).isEmpty();
        assertThat(bytes(result.stderr())).isEqualTo(err);
        try (SshProcess process = start("cat '" + folder.resolve("err") + "' >&2")) {
            assertThat(process.stderr().readAllBytes()).isEqualTo(err);
            assertThat(process.stdout().read()).isEqualTo(-1);
        }
    }

    @Test
    void outputArrivesAfterTheOtherStreamWasClosed() throws Exception {
        byte[] late = Content.random(500_000);
        Path file = write("late", late);
        SshCommandResult error = connection.exec(binary("echo first; exec >&-; cat '" + file + "' >&2; exit 3", late.length));
        assertThat(error.stdout()).isEqualTo("first\n");
        assertThat(bytes(error.stderr())).isEqualTo(late);
        assertThat(error.exitCode()).isEqualTo(3);
        SshCommandResult output = connection.exec(binary("echo first >&2; exec 2>&-; exec cat '" + file + "'", late.length));
        assertThat(output.stderr()).isEqualTo("first\n");
        assertThat(bytes(output.stdout())).isEqualTo(late);
    }

    @Test
    void outputArrivesAfterTheEndOfTheInput() throws Exception {
        byte[] input = Content.random(300_000);
        byte[] late = Content.random(700_000);
        Path file = write("late", late);
        SshCommandResult result = connection.exec(binary("cat >/dev/null; cat '" + file + "' >&2; echo end", late.length).withStdin(input));
        assertThat(bytes(result.stderr())).isEqualTo(late);
        assertThat(result.stdout()).isEqualTo("end\n");
        try (SshProcess process = start("cat >/dev/null; cat '" + file + "' >&2")) {
            process.stdin().write(input);
            process.stdin().close();
            assertThat(process.stderr().readAllBytes()).isEqualTo(late);
        }
    }

    // ---- exit status ----

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4, 5, 44, 127, 128, 200, 255})
    void theExitStatusArrivesHoweverTheStreamsEnd(int status) throws Exception {
        assertThat(connection.exec("exit " + status).exitCode()).isEqualTo(status);
        assertThat(connection.exec(SshCommand.shell("cat >/dev/null; exit " + status).withStdin(new byte[100_000])).exitCode())
                .isEqualTo(status);
        assertThat(connection.exec("exec >&- 2>&- <&-; sleep 0.05; exit " + status).exitCode()).as("long after its streams")
                .isEqualTo(status);
        try (SshProcess process = start("echo out; exec >&- 2>&-; sleep 0.05; exit " + status)) {
            assertThat(process.stdout().readAllBytes()).hasSize(4);
            process.waitFor();
            assertThat(process.exitValue()).isEqualTo(status);
        }
    }

    @Test
    void aCommandEndsEvenIfItLeavesAProcessBehind() throws Exception {
        SshCommandResult result = connection.exec("sleep 100 >/dev/null 2>&1 </dev/null & echo $!");
        assertThat(result.exitCode()).isZero();
        assertThat(ProcessHandle.of(Long.parseLong(result.stdout().strip())).map(ProcessHandle::destroyForcibly)).isPresent();
    }

    /** Without HUP, INT and QUIT: the process that starts the tests may ignore them, and then the command would, too. */
    @ParameterizedTest
    @ValueSource(strings = {"ABRT", "KILL", "SEGV", "TERM", "USR1", "USR2", "ALRM", "PIPE"})
    void aCommandEndedByASignalHasTheSignalAndNoStatus(String signal) throws Exception {
        SshCommandResult result = connection.exec("ulimit -c 0; echo before; kill -" + signal + " $$; sleep 100");
        assertThat(result.exitSignal()).isEqualTo(signal);
        assertThat(result.exitCode()).isEqualTo(SshCommandResult.NO_EXIT_CODE);
        assertThat(result.succeeded()).isFalse();
        assertThat(result.timedOut()).isFalse();
        assertThat(result.connectionLost()).isFalse();
        assertThat(result.stdout()).isEqualTo("before\n");
    }

    // ---- pipes that break ----

    @Test
    void anEndlessCommandEndsWithItsReaderThere() throws Exception {
        for (int i = 0; i < 20; i++) {
            SshCommandResult result = connection.exec("yes | head -n 3000");
            assertThat(result.exitCode()).isZero();
            assertThat(result.stdout()).isEqualTo("y\n".repeat(3000));
        }
    }

    /** By the broken pipe, because OpenSSH delivers no signals to commands of root. */
    @Test
    void anEndlessCommandEndsWithItsReaderHere() throws Exception {
        long pid;
        try (SshProcess process = start("echo $$; exec yes")) {
            BufferedReader lines = new BufferedReader(new InputStreamReader(process.stdout(), StandardCharsets.US_ASCII));
            pid = Long.parseLong(lines.readLine());
            for (int i = 0; i < 3000; i++) {
                assertThat(lines.readLine()).isEqualTo("y");
            }
            assertThat(ProcessHandle.of(pid)).isPresent();
        }
        await().until(() -> ProcessHandle.of(pid).isEmpty());
        assertThat(connection.exec("echo on").stdout()).isEqualTo("on\n");
    }

    @Test
    void aWriterHereLearnsThatTheCommandStoppedReading() throws Exception {
        try (SshProcess process = start("head -c 100000 >/dev/null; exit 7")) {
            AtOnce writer = new AtOnce().run(() -> assertThatThrownBy(() -> {
                OutputStream stdin = process.stdin();
                for (;;) {
                    stdin.write(new byte[32_768]);
                    stdin.flush();
                }
            }).isInstanceOf(IOException.class));
            process.waitFor();
            assertThat(process.exitValue()).isEqualTo(7);
            writer.await(LIMIT);
        }
        assertThat(connection.exec("echo on").stdout()).isEqualTo("on\n");
    }

    /** The command ends while its input is being sent: the exit status must always arrive. */
    @Test
    void aCommandThatEndsDuringItsInputAlwaysHasItsStatus() throws Exception {
        byte[] input = new byte[200_000];
        AtOnce callers = new AtOnce();
        for (int i = 0; i < 4; i++) {
            int status = 40 + i;
            callers.run(() -> {
                for (int round = 0; round < 50; round++) {
                    String command = round % 2 == 0 ? "exit " + status : "head -c 1 >/dev/null; exit " + status;
                    SshCommandResult result = connection.exec(SshCommand.shell(command).withStdin(input).withTimeout(LIMIT));
                    assertThat(result.exitCode()).as("%s in round %d", result, round).isEqualTo(status);
                }
            });
        }
        callers.await(LIMIT);
        assertThat(server.authenticatedConnections()).isEqualTo(1);
    }
}
