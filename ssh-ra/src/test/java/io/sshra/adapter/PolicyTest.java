package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshForward;
import io.sshra.SshPolicyException;
import io.sshra.SshProcess;
import io.sshra.SshProfileException;
import io.sshra.SshPty;
import io.sshra.SshShell;
import io.sshra.SshStream;
import io.sshra.SshTransferOptions;
import io.sshra.testing.AuditLog;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/** Rules by privilege level, against a server that records what it runs. docs/security.md has the attempts of this class. */
class PolicyTest extends RuledServer {

    private static final String USER = "alice";

    private static SshConnection connect(AdapterFixture fixture, String level) throws SshException {
        return fixture.factory.getConnection(AdapterFixture.spec(USER, "s-1", "box",
                AdapterFixture.target(server).allowForwarding(true).privilegeLevel(level).build()));
    }

    private static void assertRefused(SshConnection connection, SshCommand command) {
        assertThatThrownBy(() -> connection.exec(command)).as(command.commandLine()).isInstanceOf(SshPolicyException.class);
        if (command.stdin().length == 0) {
            assertThatThrownBy(() -> connection.start(command)).as(command.commandLine()).isInstanceOf(SshPolicyException.class);
        }
    }

    // ---- nothing goes around the rules ----

    private Object example(Class<?> type) throws IOException {
        if (type == Path.class) {
            return Files.writeString(folder.resolve("file"), "content");
        }
        Map<Class<?>, Object> examples = Map.of(String.class, "/there", int.class, 2222, Executor.class, (Executor) Runnable::run, SshCommand.class, SshCommand.of("true"), SshPty.class,
                SshPty.xterm(), Map.class, Map.of(), Charset.class, StandardCharsets.UTF_8, SshTransferOptions.class, SshTransferOptions.defaults(),
                InputStream.class, new ByteArrayInputStream(new byte[1]), OutputStream.class, new ByteArrayOutputStream());
        assertThat(examples).as("an argument for a method of the API").containsKey(type);
        return examples.get(type);
    }

    /** What a method throws, or its future does. */
    private static Throwable failure(Method method, SshConnection connection, Object... arguments) throws Exception {
        try {
            Object result = method.invoke(connection, arguments);
            return result instanceof CompletableFuture<?> future
                    ? catchThrowableOfType(ExecutionException.class, () -> future.get(1, TimeUnit.MINUTES)).getCause() : null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        }
    }

    /** A new method of the API is called by this test, too: it has to be refused, or to be named here because it opens nothing. */
    @Test
    void everyMethodOfTheApiIsRefusedByALevelThatAllowsNothing() throws Exception {
        Set<String> openNothing = Set.of("info", "close");
        Set<String> called = new TreeSet<>();
        try (AdapterFixture fixture = ruledBy("Level P")) {
            try (SshConnection connection = connect(fixture, "P")) {
                for (Method method : SshConnection.class.getMethods()) {
                    if (Modifier.isStatic(method.getModifiers()) || openNothing.contains(method.getName())) {
                        continue;
                    }
                    Object[] arguments = new Object[method.getParameterCount()];
                    for (int i = 0; i < arguments.length; i++) {
                        arguments[i] = example(method.getParameterTypes()[i]);
                    }
                    assertThat(failure(method, connection, arguments)).as(method.toString()).isInstanceOfSatisfying(SshPolicyException.class, e -> {
                        assertThat(e.code()).isEqualTo(SshErrorCode.POLICY_REFUSED);
                        assertThat(e.level()).isEqualTo("P");
                        assertThat(e.rule()).isNull();
                        assertThat(e.nothingRan()).isTrue();
                    });
                    called.add(method.getName());
                }
                SshTransferOptions scp = SshTransferOptions.defaults().withScp();
                Path file = (Path) example(Path.class);
                assertThatThrownBy(() -> connection.upload(file, "/there", scp)).isInstanceOf(SshPolicyException.class);
                assertThatThrownBy(() -> connection.download("/there", file, scp)).isInstanceOf(SshPolicyException.class);
                assertThat(connection.info().openChannels()).isZero();
                assertThat(connection.info().commandCount()).isZero();
            }
        }
        assertThat(called).contains("exec", "start", "shell", "fileSystem", "upload", "download", "forwardLocal", "forwardRemote", "forwardDynamic", "open");
        assertThat(ran()).isEmpty();
        await().until(() -> server.openChannels() == 0);
    }

    // ---- what is allowed ----

    @Test
    void whatARuleAllowsRunsAndNothingElse() throws Exception {
        try (AdapterFixture fixture = ruledBy("Level P", "Allow exec echo *", "Allow exec cat path:" + folder + "/**");
                SshConnection connection = connect(fixture, "P")) {
            Files.writeString(folder.resolve("a b"), "text");
            assertThat(connection.exec(SshCommand.of("echo", "a; id")).stdout()).isEqualTo("a; id\n");
            assertThat(connection.exec(SshCommand.of("cat", folder.resolve("a b").toString())).stdout()).isEqualTo("text");
            try (SshProcess process = connection.start(SshCommand.of("echo", "x"))) {
                assertThat(process.inputReader().readLine()).isEqualTo("x");
            }
            int allowed = ran().size();
            for (SshCommand command : List.of(SshCommand.shell("echo a"), SshCommand.of("echo", "-n"), SshCommand.of("echo"), SshCommand.of("echo a"),
                    SshCommand.of("sh", "-c", "echo a"), SshCommand.of("cat", folder + "/../x"), SshCommand.of("cat", folder + "/a", "/etc/passwd"),
                    SshCommand.of("echo", "a").withPty(SshPty.xterm()), SshCommand.of("echo", "a").withEnvironment("BASH_ENV", "/tmp/x"),
                    SshCommand.of("echo", "a").withEnvironment("LD_PRELOAD", "/tmp/x.so"))) {
                assertRefused(connection, command);
            }
            assertThatThrownBy(() -> connection.shell(SshPty.xterm(), Map.of())).isInstanceOf(SshPolicyException.class);
            assertThat(allowed).isEqualTo(3);
            assertThat(ran()).hasSize(3);
        }
    }

    @Test
    void aLevelWithoutRulesIsAsBefore() throws Exception {
        try (AdapterFixture fixture = ruledBy("Level P"); SshConnection connection = connect(fixture, "other")) {
            assertThat(connection.exec("echo a; echo b").stdout()).isEqualTo("a\nb\n");
        }
        try (AdapterFixture fixture = ruledBy("DefaultLevel P", "Level P"); SshConnection connection = connect(fixture, null)) {
            assertThatThrownBy(() -> connection.exec("echo a")).isInstanceOf(SshPolicyException.class);
            assertThat(connection.info().privilegeLevel()).as("the level whose rules count").isEqualTo("P");
        }
    }

    @Test
    void eachKindIsAllowedByItself() throws Exception {
        try (AdapterFixture fixture = ruledBy("Level P", "Allow shell", "Allow files", "Allow stream 127.0.0.1:" + server.port());
                SshConnection connection = connect(fixture, "P")) {
            try (SshShell shell = connection.shell(SshPty.xterm(), Map.of())) {
                assertThat(shell.isAlive()).isTrue();
            }
            assertThat(connection.upload(new ByteArrayInputStream(new byte[3]), folder.resolve("up").toString(), SshTransferOptions.defaults()).bytes())
                    .isEqualTo(3);
            try (SshStream stream = connection.open("127.0.0.1", server.port())) {
                assertThat(new String(stream.input().readNBytes(4), StandardCharsets.US_ASCII)).isEqualTo("SSH-");
            }
            assertRefused(connection, SshCommand.of("true"));
            assertThatThrownBy(() -> connection.open("127.0.0.1", 1)).isInstanceOf(SshPolicyException.class);
            assertThatThrownBy(() -> connection.forwardLocal("127.0.0.1", 0, "127.0.0.1", server.port())).isInstanceOf(SshPolicyException.class);
        }
    }

    // ---- limits ----

    @Test
    void aLevelShortensTheOutput() throws Exception {
        try (AdapterFixture fixture = ruledBy("Level P", "Allow any-exec", "MaxOutput 10"); SshConnection connection = connect(fixture, "P")) {
            SshCommandResult much = connection.exec(SshCommand.of("printf", "0123456789abc"));
            assertThat(much.stdout()).isEqualTo("0123456789");
            assertThat(much.truncated()).isTrue();
            assertThat(connection.exec(SshCommand.of("printf", "0123456789abc").withOutputLimit(5)).stdout()).isEqualTo("01234");
            try (SshProcess process = connection.start(SshCommand.of("printf", "0123456789abc"))) {
                assertThatThrownBy(() -> process.stdout().readAllBytes()).isInstanceOf(IOException.class).hasMessageContaining("MaxOutput");
            }
            try (SshProcess process = connection.start(SshCommand.of("printf", "0123456789"))) {
                assertThat(process.stdout().readAllBytes()).hasSize(10);
            }
        }
    }

    @Test
    void aLevelEndsWhateverLastsTooLong() throws Exception {
        try (AdapterFixture fixture = ruledBy("Level P", "Allow everything", "MaxDuration 1s"); SshConnection connection = connect(fixture, "P")) {
            assertThat(connection.exec(SshCommand.of("sleep", "600").withTimeout(Duration.ofMinutes(9))).timedOut()).isTrue();
            SshProcess process = connection.start(SshCommand.of("sleep", "600"));
            SshShell shell = connection.shell(SshPty.xterm(), Map.of());
            SshStream stream = connection.open("127.0.0.1", server.port());
            SshForward forward = connection.forwardLocal("127.0.0.1", 0, "127.0.0.1", server.port());
            java.nio.file.FileSystem files = connection.fileSystem();
            assertThat(process.stdout().read()).as("the end, and no exception").isEqualTo(-1);
            process.waitFor();
            assertThat(process.timedOut()).isTrue();
            await().until(() -> !process.isAlive() && !shell.isAlive() && !stream.isOpen() && !forward.isOpen() && !files.isOpen());
            await().until(() -> connection.info().openChannels() == 0);
        }
    }

    @Test
    void aUserCannotUseALevelMoreOftenByAnotherSession() throws Exception {
        try (AdapterFixture fixture = ruledBy("Level P", "Allow any-exec", "MaxPerMinute 2")) {
            for (String session : List.of("a", "b", "c")) {
                try (SshConnection connection = fixture.factory.getConnection(AdapterFixture.spec(USER, session, "box",
                        AdapterFixture.target(server).privilegeLevel("P").build()))) {
                    if (!session.equals("c")) {
                        connection.exec(SshCommand.of("true"));
                    } else {
                        assertThatThrownBy(() -> connection.exec(SshCommand.of("true"))).isInstanceOfSatisfying(SshPolicyException.class, e -> {
                            assertThat(e.code()).isEqualTo(SshErrorCode.POLICY_RATE);
                            assertThat(e.isRetryable()).isTrue();
                        });
                    }
                }
            }
        }
        assertThat(ran()).hasSize(2);
    }

    // ---- the file and the audit log ----

    @Test
    void aDefinitionWhosePolicyFileHasAnErrorGivesNoConnection() throws Exception {
        try (AdapterFixture fixture = ruledBy("Level P", "Alow exec date")) {
            assertThatThrownBy(() -> connect(fixture, "P")).isInstanceOfSatisfying(SshProfileException.class, e -> {
                assertThat(e.code()).isEqualTo(SshErrorCode.INVALID_POLICY_FILE);
                assertThat(e).hasMessageContaining("policy:2: unknown keyword Alow");
            });
        }
    }

    @Test
    void theAuditLogHasTheDecisionAndTheRule() throws Exception {
        String user = "policy-" + UUID.randomUUID();
        try (AuditLog log = new AuditLog(Level.FINE); AdapterFixture fixture = ruledBy("Level P", "Allow exec true", "Allow exec id");
                SshConnection connection = fixture.factory.getConnection(AdapterFixture.spec(user, "s", "box",
                        AdapterFixture.target(server).privilegeLevel("P").build()))) {
            connection.exec(SshCommand.of("true"));
            assertRefused(connection, SshCommand.of("true", "x").withStdin(new byte[1]));
            String rule = folder.resolve("policy") + ":2";
            assertThat(log.lines(user).stream().filter(line -> line.contains("event=policy") || line.contains("event=command"))
                    .map(line -> line.replaceAll("(.*) user=.*( result=\\S+).*?( level=.*)?$", "$1$2$3"))).containsExactly(
                    "event=policy result=ok level=P kind=exec rule=" + rule + " path=- approval=-", "event=command result=exit:0",
                    "event=policy result=SSHRA002001 level=P kind=exec rule=- path=- approval=-", "event=command result=SSHRA002001");
        }
    }

    /** Arguments may be secret: the message names the program only. */
    @Test
    void theMessageSaysWhatToDoAndHasNoArguments() throws Exception {
        try (AdapterFixture fixture = ruledBy("Level P", "Allow exec true"); SshConnection connection = connect(fixture, "P")) {
            assertThatThrownBy(() -> connection.exec(SshCommand.of("mysql", "-phunter2"))).hasMessageContaining("level P does not allow the command mysql")
                    .hasMessageContaining("no rule allows it").hasMessageContaining("operator").hasMessageNotContaining("hunter2");
        }
    }
}
