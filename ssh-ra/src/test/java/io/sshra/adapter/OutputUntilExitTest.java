package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshPty;
import io.sshra.SshTarget;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.LoopbackServer;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commands that leave a background process behind, which keeps their output open. */
@RequiresOpenSsh
class OutputUntilExitTest {

    /** Leaves a process that holds the output, and prints its number first. */
    private static final String BACKGROUND = "sleep 300 & echo $!; ";

    enum Kind {
        OPENSSH, MINA
    }

    /** What a test does on a connection. */
    private interface Work {
        void on(SshConnection connection) throws Exception;
    }

    private static void on(Kind kind, Work work) throws Exception {
        try (LoopbackServer server = kind == Kind.OPENSSH ? OpenSshServer.start() : EmbeddedSshServer.start();
                AdapterFixture fixture = new AdapterFixture()) {
            SshTarget target = (server instanceof OpenSshServer openSsh ? AdapterFixture.target(openSsh)
                    : AdapterFixture.target((EmbeddedSshServer) server)).build();
            try (SshConnection connection = fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p", target))) {
                work.on(connection);
            }
        }
    }

    private static SshCommandResult untilExit(SshConnection connection, String command) throws Exception {
        return connection.exec(SshCommand.shell(command).withOutputUntilExit());
    }

    /** Ends the process whose number is the first line of the output. */
    private static void end(SshConnection connection, String output) throws Exception {
        assertThat(connection.exec("kill " + output.lines().findFirst().orElseThrow()).succeeded()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void execReturnsWhenTheCommandHasEnded(Kind kind) throws Exception {
        on(kind, connection -> {
            SshCommandResult result = untilExit(connection, BACKGROUND + "echo error >&2; exit 3");
            end(connection, result.stdout());
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.stderr()).isEqualTo("error\n");
            assertThat(result.timedOut()).isFalse();
            assertThat(result.connectionLost()).isFalse();
        });
    }

    @ParameterizedTest
    @EnumSource
    void allThatTheCommandWroteIsInTheResult(Kind kind) throws Exception {
        on(kind, connection -> {
            for (int i = 0; i < 20; i++) {
                int bytes = 300_000 + i;
                SshCommandResult result = untilExit(connection, BACKGROUND + "head -c " + bytes + " /dev/zero; exec echo end");
                end(connection, result.stdout());
                assertThat(result.stdoutBytes()).isEqualTo((result.stdout().indexOf('\n') + 1) + bytes + "end\n".length());
                assertThat(result.exitCode()).isZero();
            }
        });
    }

    /** It ends by itself when it can't write any more. */
    @Test
    void aBackgroundProcessThatWritesOnDoesNotDelayTheResultForever() throws Exception {
        on(Kind.OPENSSH, connection -> {
            SshCommandResult result = untilExit(connection, "while echo more; do sleep 0.01; done & echo started; exit 4");
            assertThat(result.exitCode()).isEqualTo(4);
            assertThat(result.stdout()).contains("started\n");
        });
    }

    @ParameterizedTest
    @EnumSource
    void aCommandWithoutABackgroundProcessHasTheSameResult(Kind kind) throws Exception {
        on(kind, connection -> {
            SshCommandResult result = connection.exec(SshCommand.shell("cat; exit 5").withStdin("input").withOutputUntilExit());
            assertThat(result.stdout()).isEqualTo("input");
            assertThat(result.exitCode()).isEqualTo(5);
            assertThat(untilExit(connection, "kill -TERM $$").exitSignal()).isEqualTo(kind == Kind.OPENSSH ? "TERM" : null);
        });
    }

    @Test
    void withoutItTheTimeLimitEndsTheWaitForTheBackgroundProcess() throws Exception {
        on(Kind.OPENSSH, connection -> {
            SshCommand command = SshCommand.shell(BACKGROUND + "exit 3").withTimeout(Duration.ofMillis(500));
            SshCommandResult result = connection.exec(command);
            end(connection, result.stdout());
            assertThat(result.timedOut()).isTrue();
            assertThat(result.exitCode()).isEqualTo(3);
        });
    }

    @Test
    void aTerminalIsReadUntilTheExitToo() throws Exception {
        on(Kind.OPENSSH, connection -> {
            SshCommandResult result = connection.exec(SshCommand.shell("trap '' HUP; " + BACKGROUND + "echo end; exit 3")
                    .withPty(SshPty.xterm()).withOutputUntilExit());
            end(connection, result.stdout());
            assertThat(result.stdout()).endsWith("end\r\n");
            assertThat(result.exitCode()).isEqualTo(3);
        });
    }
}
