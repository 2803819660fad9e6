package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionInfo;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshTarget;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.Patience;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecTest {

    private EmbeddedSshServer server;
    private AdapterFixture fixture;

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedSshServer.start();
        fixture = new AdapterFixture();
    }

    @AfterEach
    void stop() {
        fixture.close();
        server.close();
    }

    private SshConnection open() throws SshException {
        return open(AdapterFixture.target(server).build());
    }

    private SshConnection open(SshTarget target) throws SshException {
        return fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p", target));
    }

    private static <T> Future<T> async(java.util.concurrent.Callable<T> call) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                future.complete(call.call());
            } catch (Exception e) {
                future.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return future;
    }

    @Test
    void aResultHasExitCodeBothStreamsAndDuration() throws Exception {
        try (SshConnection connection = open()) {
            SshCommandResult result = connection.exec("echo out; echo err >&2; exit 3");

            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.stdout()).isEqualTo("out\n");
            assertThat(result.stderr()).isEqualTo("err\n");
            assertThat(result.command()).isEqualTo("echo out; echo err >&2; exit 3");
            assertThat(result.timedOut()).isFalse();
            assertThat(result.connectionLost()).isFalse();
            assertThat(result.truncated()).isFalse();
            assertThat(result.exitSignal()).isNull();
            assertThat(result.duration()).isPositive();
            assertThat(result.succeeded()).isFalse();
        }
    }

    @Test
    void aKeyPairLogsIn() throws Exception {
        SshTarget target = SshTarget.builder().host(server.host()).port(server.port()).username(EmbeddedSshServer.USER)
                .keyPair(server.clientKey()).hostKeyFingerprint(server.hostKeyFingerprint()).build();
        try (SshConnection connection = open(target)) {
            assertThat(connection.exec("true").succeeded()).isTrue();
        }
    }

    @Test
    void inputIsReadToItsEnd() throws Exception {
        byte[] input = "x".repeat(3_000_000).getBytes(StandardCharsets.US_ASCII);
        try (SshConnection connection = open()) {
            assertThat(connection.exec(SshCommand.shell("wc -c").withStdin(input)).stdout().strip()).isEqualTo("3000000");
            assertThat(connection.exec("cat").stdout()).as("without input, the input ends at once").isEmpty();
        }
    }

    @Test
    void aCommandThatDoesNotReadItsInputEndsByItself() throws Exception {
        byte[] input = new byte[5_000_000];
        try (SshConnection connection = open()) {
            SshCommandResult result = connection.exec(SshCommand.shell("exit 4").withStdin(input));
            assertThat(result.exitCode()).isEqualTo(4);
        }
    }

    @Test
    void inputAndOutputUseTheCommandsCharset() throws Exception {
        try (SshConnection connection = open()) {
            assertThat(connection.exec("printf '%s' 'grüße, 世界'").stdout()).isEqualTo("grüße, 世界");
            SshCommandResult latin = connection.exec(SshCommand.shell("printf '\\344'").withCharset(StandardCharsets.ISO_8859_1));
            assertThat(latin.stdout()).isEqualTo("ä");
        }
    }

    @Test
    void anArgumentVectorArrivesUnchanged() throws Exception {
        String[] arguments = {"", " ", "a b", "it's", "$HOME", "`id`", "*", "a\nb", "\\", "\"", "~", "=x", "-n", "ü"};
        List<String> command = new ArrayList<>(List.of("printf", "[%s]"));
        command.addAll(List.of(arguments));
        try (SshConnection connection = open()) {
            assertThat(connection.exec(SshCommand.of(command.toArray(String[]::new))).stdout())
                    .isEqualTo("[" + String.join("][", arguments) + "]");
        }
    }

    @Test
    void beyondTheOutputLimitBytesAreCountedAndDropped() throws Exception {
        try (SshConnection connection = open()) {
            SshCommandResult result = connection.exec(SshCommand.shell("head -c 5000000 /dev/zero; echo e >&2; exit 2")
                    .withOutputLimit(1000));
            assertThat(result.stdout()).hasSize(1000);
            assertThat(result.stdoutBytes()).isEqualTo(5_000_000);
            assertThat(result.stderr()).isEqualTo("e\n");
            assertThat(result.truncated()).isTrue();
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(connection.exec("head -c 3000000 /dev/zero").stdout()).as("the default limit").hasSize(1 << 20);
        }
    }

    @Test
    void aTimeOutEndsTheCommandAndKeepsWhatHadArrived() throws Exception {
        try (SshConnection connection = open()) {
            SshCommandResult result = connection.exec(SshCommand.shell("echo before; exec sleep 100")
                    .withTimeout(Duration.ofSeconds(1)));

            assertThat(result.timedOut()).isTrue();
            assertThat(result.connectionLost()).isFalse();
            assertThat(result.stdout()).isEqualTo("before\n");
            assertThat(result.exitCode()).isEqualTo(SshCommandResult.NO_EXIT_CODE);
            await().untilAsserted(() -> assertThat(server.openChannels()).isZero());
            assertThat(connection.exec("true").succeeded()).as("the connection goes on").isTrue();
            assertThat(server.authenticatedSessions()).isEqualTo(1);
        }
    }

    @Test
    void aTimeOutAlsoEndsACommandThatReadsNoInput() throws Exception {
        try (SshConnection connection = open()) {
            SshCommandResult result = connection.exec(SshCommand.shell("exec sleep 100").withStdin(new byte[10_000_000])
                    .withTimeout(Duration.ofSeconds(1)));
            assertThat(result.timedOut()).isTrue();
        }
    }

    @Test
    void aLostConnectionIsAResultAndTheNextUseReconnects() throws Exception {
        try (SshConnection connection = open()) {
            Future<SshCommandResult> running = async(() -> connection.exec("echo before; exec sleep 100"));
            await().until(() -> connection.info().bytesReceived() > 0);

            server.cutConnections();

            SshCommandResult result = running.get(Patience.SECONDS, TimeUnit.SECONDS);
            assertThat(result.connectionLost()).isTrue();
            assertThat(result.timedOut()).isFalse();
            assertThat(result.stdout()).isEqualTo("before\n");
            assertThat(connection.exec("echo again").stdout()).isEqualTo("again\n");
            assertThat(server.commands()).as("nothing is run twice").containsExactly("echo before; exec sleep 100", "echo again");
        }
    }

    @Test
    void closingAHandleEndsItsRunningCommand() throws Exception {
        SshConnection connection = open();
        try (SshConnection other = open()) {
            Future<SshCommandResult> running = async(() -> connection.exec("echo before; exec sleep 100"));
            await().until(() -> connection.info().bytesReceived() > 0);

            connection.close();
            connection.close();

            assertThatThrownBy(() -> running.get(Patience.SECONDS, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class)
                    .cause().isInstanceOf(SshConnectionClosedException.class);
            assertThatThrownBy(() -> connection.exec("true")).isInstanceOf(SshConnectionClosedException.class);
            assertThatThrownBy(connection::info).isInstanceOf(SshConnectionClosedException.class);
            assertThat(other.exec("true").succeeded()).isTrue();
            assertThat(server.authenticatedSessions()).isEqualTo(1);
        }
    }

    @Test
    void anInterruptedCallerEndsItsCommand() throws Exception {
        try (SshConnection connection = open()) {
            CompletableFuture<SshErrorCode> code = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                try {
                    connection.exec("echo before; exec sleep 100");
                } catch (SshException e) {
                    code.complete(Thread.currentThread().isInterrupted() ? e.code() : null);
                }
            });
            caller.start();
            await().until(() -> connection.info().bytesReceived() > 0);

            caller.interrupt();

            assertThat(code.get(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(SshErrorCode.INTERRUPTED);
            await().untilAsserted(() -> assertThat(server.openChannels()).isZero());
        }
    }

    /** Dropbear does this to a channel that is opened while the process of another channel ends. */
    @Test
    void aChannelClosedWithoutAnAnswerIsAnError() throws Exception {
        try (EmbeddedSshServer closing = EmbeddedSshServer.start(sshd -> sshd.setCommandFactory((channel, command) -> {
            channel.close(false);
            throw new IOException("no answer");
        })); SshConnection connection = open(AdapterFixture.target(closing).build())) {
            assertThatThrownBy(() -> connection.exec("true")).isInstanceOf(SshException.class)
                    .hasMessageContaining("may have run").extracting("code").isEqualTo(SshErrorCode.CHANNEL_REFUSED);
            assertThatThrownBy(() -> connection.start(SshCommand.shell("true"))).isInstanceOf(SshException.class)
                    .hasMessageContaining("may have run").extracting("code").isEqualTo(SshErrorCode.CHANNEL_REFUSED);
        }
    }

    @Test
    void tenCommandsAtOnceAreTenChannelsOfOneConnection() throws Exception {
        try (SshConnection connection = open()) {
            List<Future<SshCommandResult>> running = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int number = i;
                running.add(async(() -> connection.exec("sleep 0.2; echo " + number)));
            }
            for (int i = 0; i < 10; i++) {
                assertThat(running.get(i).get(Patience.SECONDS, TimeUnit.SECONDS).stdout()).isEqualTo(i + "\n");
            }
            assertThat(server.authenticatedSessions()).isEqualTo(1);
            assertThat(connection.info().commandCount()).isEqualTo(10);
        }
    }

    @Test
    void infoDescribesTheConnection() throws Exception {
        try (SshConnection connection = open(AdapterFixture.target(server).privilegeLevel("operator").build())) {
            connection.exec("echo hello");
            SshConnectionInfo info = connection.info();

            assertThat(info.profile()).isEqualTo("p");
            assertThat(info.host()).isEqualTo(server.host());
            assertThat(info.port()).isEqualTo(server.port());
            assertThat(info.username()).isEqualTo(EmbeddedSshServer.USER);
            assertThat(info.userId()).isEqualTo("alice");
            assertThat(info.sessionId()).isEqualTo("s");
            assertThat(info.commandCount()).isEqualTo(1);
            assertThat(info.privilegeLevel()).isEqualTo("operator");
            assertThat(info.relayMode()).isFalse();
            assertThat(info.alive()).isTrue();
            assertThat(info.connectedAt()).isNotNull();
            assertThat(info.lastActivity()).isAfterOrEqualTo(info.connectedAt());
            assertThat(info.hostKeyFingerprint()).isEqualTo(server.hostKeyFingerprint());
            assertThat(info.serverVersion()).startsWith("SSH-2.0-");
            assertThat(info.cipher()).isEqualTo("chacha20-poly1305@openssh.com");
            assertThat(info.bytesReceived()).isEqualTo(6);
            assertThat(fixture.factory.sessions().connections("alice", "s")).hasSize(1);
        }
        await().untilAsserted(() -> assertThat(server.openSessions()).as("last lease destroyed").isZero());
        assertThat(fixture.factory.sessions().totalConnections()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\0b"})
    void aCommandThatCannotBeRunIsRefused(String command) throws Exception {
        try (SshConnection connection = open()) {
            assertThatThrownBy(() -> connection.exec(command)).isExactlyInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> connection.exec((String) null)).isExactlyInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> connection.exec((SshCommand) null)).isExactlyInstanceOf(IllegalArgumentException.class);
            assertThat(server.commands()).isEmpty();
        }
    }
}
