package io.sshra.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshAuthenticationException;
import io.sshra.SshApproval;
import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionLimitException;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshForward;
import io.sshra.SshHostKeyException;
import io.sshra.SshProcess;
import io.sshra.SshProfileException;
import io.sshra.SshProxy;
import io.sshra.SshPty;
import io.sshra.SshShell;
import io.sshra.SshTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a test can script, and see afterwards. */
class FakeSshTest {

    private static final SshConnectionSpec SPEC = SshConnectionSpec.of("alice", "s", "web-1");
    private static final Pattern THROWN = Pattern.compile("new (Ssh\\w*Exception)\\(\\s*SshErrorCode\\.([A-Z_]+)\\b");

    private final FakeSsh ssh = new FakeSsh();
    private final FakeMachine web1 = ssh.machine("web-1");

    private SshConnection open() throws SshException {
        return ssh.getConnection(SPEC);
    }

    private static void assertCode(SshErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(SshException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void answersComeInTheirOrderAndTheLastRemains() throws Exception {
        web1.on("state").answers("starting").exits(1, "", "broken").answers("running");
        try (SshConnection connection = open()) {
            assertThat(connection.exec("state").stdout()).isEqualTo("starting");
            assertThat(connection.exec("state").stderr()).isEqualTo("broken");
            assertThat(connection.exec("state").stdout()).isEqualTo("running");
            assertThat(connection.exec("state").stdout()).isEqualTo("running");
            web1.on("state").answers("stopped");
            assertThat(connection.exec("state").stdout()).as("a later rule counts").isEqualTo("stopped");
        }
    }

    @Test
    void aCommandIsFoundByItsLineItsArgumentsOrAPredicate() throws Exception {
        web1.onMatching(command -> command.arguments().contains("-rf")).fails(SshErrorCode.CHANNEL_REFUSED);
        web1.on(SshCommand.of("cat", "a b")).answers("content");
        try (SshConnection connection = open()) {
            assertThat(connection.exec(SshCommand.of("cat", "a b").withOutputLimit(3)).stdout()).isEqualTo("con");
            assertThat(connection.exec("cat 'a b'").stdout()).as("the same line").isEqualTo("content");
            assertCode(SshErrorCode.CHANNEL_REFUSED, () -> connection.exec(SshCommand.of("rm", "-rf", "/")));
        }
    }

    @Test
    void aCommandThatIsAskedForRunsOnceWhenSomebodyElseHasApprovedIt() throws Exception {
        web1.on("restart").answers("done");
        web1.asksFor(command -> command.commandLine().equals("restart"));
        try (SshConnection connection = open()) {
            assertCode(SshErrorCode.APPROVAL_PENDING, () -> connection.exec("restart"));
            String id = ssh.approvals().pending().get(0).id();
            String user = ssh.approvals().pending().get(0).user();
            assertCode(SshErrorCode.APPROVER_REFUSED, () -> ssh.approvals().approve(id, user, null));
            ssh.approvals().approve(id, "somebody-else", "fine");
            assertCode(SshErrorCode.APPROVAL_PENDING, () -> connection.exec(SshCommand.shell("restart").withStdin("x")));
            assertThat(connection.exec("restart").stdout()).isEqualTo("done");
            assertThat(ssh.approvals().find(id).state()).isEqualTo(SshApproval.State.USED);
            assertCode(SshErrorCode.APPROVAL_PENDING, () -> connection.exec("restart"));
            ssh.approvals().deny(ssh.approvals().pending().get(1).id(), "somebody-else", null);
            assertCode(SshErrorCode.APPROVAL_DENIED, () -> connection.exec("restart"));
        }
        assertThat(web1.commandLines()).containsExactly("restart");
    }

    @Test
    void callsAreRecordedInTheirOrder() throws Exception {
        web1.on("one").answers("");
        web1.on("two").fails(SshErrorCode.TIMEOUT);
        web1.onShell().exits(0, "", "");
        try (SshConnection connection = open()) {
            connection.exec(SshCommand.shell("one").withStdin("in").withEnvironment("A", "b"));
            assertCode(SshErrorCode.TIMEOUT, () -> connection.exec("two"));
            connection.shell(SshPty.xterm(), Map.of("C", "d")).close();
            assertThat(connection.info().commandCount()).as("what was not run is not counted").isEqualTo(2);
        }
        assertThat(web1.commandLines()).containsExactly("one", "two", FakeCall.SHELL);
        FakeCall one = web1.calls().get(0);
        assertThat(List.of(one.user(), one.session(), one.profile())).containsExactly("alice", "s", "web-1");
        assertThat(new String(one.command().stdin(), StandardCharsets.UTF_8)).isEqualTo("in");
        assertThat(one.command().environment()).isEqualTo(Map.of("A", "b"));
        assertThat(web1.calls().get(2).command().environment()).isEqualTo(Map.of("C", "d"));
        assertThat(web1.calls().get(2).command().pty()).isEqualTo(SshPty.xterm());
    }

    @Test
    void aCommandThatNobodyHasScriptedFailsTheTest() throws Exception {
        web1.on("uptime").answers("");
        try (SshConnection connection = open()) {
            assertThatThrownBy(() -> connection.exec("df")).isInstanceOf(AssertionError.class).hasMessageContainingAll("web-1", "\"df\"", "\"uptime\"");
            web1.on("df");
            assertThatThrownBy(() -> connection.exec("df")).isInstanceOf(IllegalStateException.class).hasMessageContaining("\"df\"");
        }
    }

    @Test
    void endsOtherThanAnExitStatusAreScripted() throws Exception {
        web1.on("slow").timesOut("so far");
        web1.on("killed").isKilled("partly", "KILL");
        web1.on("lost").losesConnection("begun");
        try (SshConnection connection = open(); SshConnection other = ssh.getConnection(SshConnectionSpec.of("bob", "s", "web-1"))) {
            SshCommandResult slow = connection.exec("slow");
            assertThat(slow.timedOut() && !slow.connectionLost() && slow.stdout().equals("so far")).isTrue();
            SshCommandResult killed = connection.exec("killed");
            assertThat(killed.exitSignal()).isEqualTo("KILL");
            assertThat(killed.exitStatus()).isEmpty();
            long before = connection.info().number();
            long others = other.info().number();
            try (SshProcess process = connection.start(SshCommand.shell("slow"))) {
                process.waitFor();
                assertThat(process.timedOut()).isTrue();
            }
            SshCommandResult lost = connection.exec("lost");
            assertThat(lost.connectionLost() && !lost.timedOut() && lost.stdout().equals("begun")).isTrue();
            connection.exec("slow");
            assertThat(connection.info().number()).isNotEqualTo(before);
            assertThat(other.info().number()).as("other connections stay").isEqualTo(others);
        }
    }

    @Test
    void connectsFailUntilTheMachineRecovers() throws Exception {
        web1.on("true").answers("");
        SshConnection connection = open();
        web1.fails(SshErrorCode.AUTHENTICATION_REFUSED);
        assertThat(connection.exec("true").succeeded()).as("an open connection stays").isTrue();
        assertThat(open().exec("true").succeeded()).as("and is shared").isTrue();
        web1.loseConnections();
        assertThat(ssh.sessions().connections("alice", "s")).singleElement().matches(info -> !info.alive());
        assertThatThrownBy(() -> connection.exec("true")).isInstanceOf(SshAuthenticationException.class);
        assertThatThrownBy(() -> ssh.getConnection(SshConnectionSpec.of("bob", "s", "web-1"))).isInstanceOf(SshAuthenticationException.class);
        assertThat(ssh.sessions().connections("bob", "s")).as("nothing is left of a failed connect").isEmpty();
        web1.fails(SshErrorCode.LIMIT_CONNECTIONS);
        assertThatThrownBy(() -> connection.exec("true")).isInstanceOf(SshConnectionLimitException.class);
        web1.recovers();
        assertThat(connection.exec("true").succeeded()).isTrue();
        connection.close();
    }

    @ParameterizedTest
    @EnumSource(SshErrorCode.class)
    void everyCodeCanBeScripted(SshErrorCode code) {
        web1.fails(code);
        assertCode(code, this::open);
    }

    @Test
    void aHostKeyThatIsRefusedHasAFingerprint() {
        web1.fails(SshErrorCode.HOST_KEY_CHANGED);
        assertThatThrownBy(this::open).isInstanceOfSatisfying(SshHostKeyException.class, e -> {
            assertThat(e.changed()).isTrue();
            assertThat(e.offeredKey()).isNotNull();
            assertThat(e.fingerprint()).matches("SHA256:[A-Za-z0-9+/]{43}");
        });
    }

    /** Reads the adapter's source, so that this module needs nothing of it. */
    @Test
    void aCodeHasTheExceptionThatTheAdapterThrowsForIt() throws Exception {
        Map<SshErrorCode, Set<String>> thrown = new HashMap<>();
        try (Stream<Path> files = Files.walk(Path.of("../ssh-ra/src/main/java"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                for (Matcher found = THROWN.matcher(Files.readString(file)); found.find();) {
                    thrown.computeIfAbsent(SshErrorCode.valueOf(found.group(2)), code -> new HashSet<>()).add(found.group(1));
                }
            }
        }
        assertThat(thrown).hasSizeGreaterThan(25);
        thrown.forEach((code, types) -> assertThat(types).as(code.name()).contains(FakeFailures.of(code, "x").getClass().getSimpleName()));
        assertThat(Arrays.stream(SshErrorCode.values()).map(code -> FakeFailures.of(code, "x").code())).containsExactly(SshErrorCode.values());
    }

    @Test
    void aSpecWithoutAUserIsOfTheCaller() throws Exception {
        SshConnectionSpec spec = SshConnectionSpec.builder().session("s").profile("web-1").build();
        assertCode(SshErrorCode.NO_CALLER, () -> ssh.getConnection(spec));
        try (SshConnection connection = ssh.withCaller("carol").getConnection(spec)) {
            assertThat(connection.info().userId()).isEqualTo("carol");
        }
        ssh.withCaller(null);
        assertCode(SshErrorCode.NO_CALLER, () -> ssh.getConnection(spec));
    }

    @Test
    void theApplicationItselfHasAConnectionThatNoSpecNames() throws Exception {
        assertThatThrownBy(ssh::getConnection).isInstanceOf(SshProfileException.class);
        ssh.withDefaultProfile("web-1");
        try (SshConnection own = ssh.getConnection(); SshConnection connection = open()) {
            assertThat(own.info().userId()).isEqualTo("(application)");
            assertThat(own.info().profile()).isEqualTo("web-1");
            assertThat(own.info().number()).isNotEqualTo(connection.info().number());
        }
    }

    @Test
    void aTargetMeansTheMachineOfItsLabelOrHost() throws Exception {
        ssh.machine("10.0.0.7").on("id").answers("by host");
        web1.on("id").answers("by label");
        SshTarget target = SshTarget.builder().host("10.0.0.7").port(2222).username("deploy").password("secret".toCharArray())
                .hostKeyFingerprint("SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU").build();
        SshConnectionSpec.Builder spec = SshConnectionSpec.builder().user("alice").session("s").target(target);
        try (SshConnection byLabel = ssh.getConnection(spec.profile("web-1").build());
                SshConnection byHost = ssh.getConnection(spec.profile("theirs").build())) {
            assertThat(byLabel.exec("id").stdout()).isEqualTo("by label");
            assertThat(byHost.exec("id").stdout()).isEqualTo("by host");
            assertThat(byHost.info().host() + ":" + byHost.info().port() + " " + byHost.info().username()).isEqualTo("10.0.0.7:2222 deploy");
        }
    }

    @Test
    void theProxyOfATargetOrOfItsFirstJumpHostIsShown() throws Exception {
        SshProxy proxy = SshProxy.http("Proxy.example.org", 3128).withLogin("bob", "secret".toCharArray());
        SshTarget gate = SshTarget.builder().host("web-1").username("u").password("secret".toCharArray()).proxy(proxy).build();
        SshTarget behind = SshTarget.builder().host("web-1").username("u").password("secret".toCharArray()).jump(gate).build();
        for (SshTarget target : List.of(gate, behind)) {
            SshConnectionSpec.Builder spec = SshConnectionSpec.builder().user("alice").session(target == gate ? "gate" : "behind").profile("web-1");
            try (SshConnection connection = ssh.getConnection(spec.target(target).build())) {
                assertThat(connection.info().proxy()).isEqualTo("http://bob@proxy.example.org:3128");
            }
        }
        try (SshConnection connection = open()) {
            assertThat(connection.info().proxy()).isNull();
        }
    }

    @Test
    void aForwardingLeadsWhereTheTestSays() throws Exception {
        web1.forwards("db.internal", 5432, new InetSocketAddress("127.0.0.1", 15_432));
        try (SshConnection connection = open()) {
            SshForward forward = connection.forwardLocal(0, "db.internal", 5432);
            assertThat(forward.host() + ":" + forward.port()).isEqualTo("127.0.0.1:15432");
            assertThat(forward.isOpen()).isTrue();
            assertThat(connection.info().openChannels()).isEqualTo(1);
            assertCode(SshErrorCode.FORWARDING_NOT_ALLOWED, () -> connection.forwardLocal(0, "db.internal", 22));
            web1.forwards(Path.of("/run/docker.sock"), new InetSocketAddress("127.0.0.1", 2375));
            try (SshForward toSocket = connection.forwardLocal(0, Path.of("/run/docker.sock"))) {
                assertThat(toSocket.port()).isEqualTo(2375);
                assertThat(toSocket.socket()).isNull();
            }
            web1.loseConnections();
            assertThat(forward.isOpen()).isFalse();
        }
    }

    @Test
    void withoutAFolderThereIsNoSftp(@TempDir Path folder) throws Exception {
        try (SshConnection connection = open()) {
            assertCode(SshErrorCode.SFTP_NOT_AVAILABLE, connection::fileSystem);
            assertCode(SshErrorCode.SFTP_NOT_AVAILABLE, () -> connection.upload(folder, "/x"));
            assertThat(connection.info().openChannels()).isZero();
        }
    }

    @Test
    void aProgramSeesWhatTheCommandHasAndItsFailureIsAnExit() throws Exception {
        web1.on("env").runs((command, in, out, err) -> {
            out.write(command.environment().toString().getBytes(StandardCharsets.UTF_8));
            throw new IOException("no such thing");
        });
        try (SshConnection connection = open()) {
            SshCommandResult result = connection.exec(SshCommand.shell("env").withEnvironment("A", "b"));
            assertThat(result.exitCode()).isEqualTo(255);
            assertThat(result.stdout()).isEqualTo("{A=b}");
            assertThat(result.stderr()).contains("no such thing");
        }
    }

    @Test
    void anAssertionInAProgramReachesWhoWaits() throws Exception {
        web1.on("x").runs((command, in, out, err) -> {
            throw new AssertionError("the program's own");
        });
        try (SshConnection connection = open(); SshProcess process = connection.start(SshCommand.shell("x"))) {
            assertThatThrownBy(() -> connection.exec("x")).isInstanceOf(AssertionError.class).hasRootCauseMessage("the program's own");
            assertThatThrownBy(process::waitFor).isInstanceOf(AssertionError.class);
            assertThat(process.isAlive()).isFalse();
        }
    }

    @Test
    void aProgramWaitsForAReaderAndIsInterruptedAtItsEnd() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        AtomicReference<Exception> failure = new AtomicReference<>();
        web1.on("endless").runs((command, in, out, err) -> {
            try {
                for (;;) {
                    out.write(new byte[10_000]);
                }
            } catch (IOException e) {
                failure.set(e);
                ended.countDown();
                throw e;
            }
        });
        try (SshConnection connection = open(); SshProcess process = connection.start(SshCommand.shell("endless"))) {
            assertThat(process.stdout().readNBytes(1_000_000)).hasSize(1_000_000);
            assertThat(process.isAlive()).isTrue();
        }
        ended.await();
        assertThat(failure.get()).isInstanceOf(IOException.class);
    }

    @Test
    void aSignalEndsAProgram() throws Exception {
        web1.on("wait").runs((command, in, out, err) -> {
            new CountDownLatch(1).await();
            return 0;
        });
        try (SshConnection connection = open(); SshProcess process = connection.start(SshCommand.shell("wait"))) {
            assertThatThrownBy(() -> process.signal("")).isInstanceOf(IllegalArgumentException.class);
            process.signal("INT");
            process.waitFor();
            assertThat(process.exitSignal()).isEqualTo("INT");
        }
    }

    @Test
    void aShellIsRecorded(@TempDir Path folder) throws Exception {
        web1.onShell().answers("say \"hi\"\n");
        Path file = folder.resolve("shell.cast");
        try (SshConnection connection = open(); SshShell shell = connection.shell(new SshPty("xterm", 90, 30))) {
            shell.record(file);
            assertThatThrownBy(() -> shell.record(folder.resolve("x"))).isInstanceOf(IllegalStateException.class);
            shell.stdout().readAllBytes();
        }
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).isEqualTo("{\"version\": 2, \"width\": 90, \"height\": 30}");
        assertThat(lines.get(1)).matches("\\[[0-9.E-]+, \"o\", \"say \\\\u0022hi\\\\u0022\\\\u000a\"]");
        try (SshConnection connection = open(); SshShell shell = connection.shell(SshPty.xterm())) {
            assertThatThrownBy(() -> shell.record(file)).isInstanceOf(FileAlreadyExistsException.class);
        }
    }

    @Test
    void theFakeIsForOneTestOnly() {
        assertThatThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(ssh)).isInstanceOf(NotSerializableException.class);
    }
}
