package io.sshra.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshApproval;
import io.sshra.SshApprovals;
import io.sshra.SshCluster;
import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionEvent;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionInfo;
import io.sshra.SshConnectionListener;
import io.sshra.SshConnectionSpec;
import io.sshra.SshConnections;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshHostResult;
import io.sshra.SshHostResults;
import io.sshra.SshListenerRegistration;
import io.sshra.SshProcess;
import io.sshra.SshProfileException;
import io.sshra.SshProfileInfo;
import io.sshra.SshPty;
import io.sshra.SshSessionEnd;
import io.sshra.SshShell;
import io.sshra.SshStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections, sessions, commands and processes. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
public abstract class ContractTest {

    /** Writes a line to standard output. */
    public static final String HELLO = "echo hello";
    /** Writes a line to each stream, and fails. */
    public static final String FAILING = "echo out; echo oops >&2; exit 3";
    /** Writes its input to its output. */
    public static final String CAT = "cat";
    /** Writes a line, and does not end. */
    public static final String ENDLESS = "echo begun; exec sleep 100000";
    /** What must be answered by a shell: a line of input is run as a command of these. */
    public static final String IN_SHELL = "echo hello; exit 4";

    private static final Duration LIMIT = Duration.ofMinutes(3);

    protected Machine machine;
    protected SshConnectionFactory ssh;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    protected abstract Machine start() throws Exception;

    @BeforeEach
    void startMachine() throws Exception {
        machine = start();
        ssh = machine.factory();
    }

    @AfterEach
    void stopMachine() {
        threads.shutdownNow();
        machine.close();
    }

    private static SshConnectionSpec spec(String user, String session) {
        return SshConnectionSpec.of(user, session, Machine.PROFILE);
    }

    protected final SshConnection open(String user, String session) throws SshException {
        return ssh.getConnection(spec(user, session));
    }

    protected static void assertCode(SshErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(SshException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
    }

    private static String readLine(SshProcess process) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = process.stdout().read(); c >= 0 && c != '\n'; c = process.stdout().read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Waits until so many commands run: one that the server has not started would be started again after a loss. */
    private void awaitStarted(int count) {
        Awaitility.await().atMost(LIMIT).until(() -> machine.started() == count);
    }

    protected static void awaitChannels(int count, SshConnection connection) {
        Awaitility.await().atMost(LIMIT).until(() -> connection.info().openChannels() == count);
    }

    @Test
    void aCommandsOutputAndExitStatusAreItsResult() throws Exception {
        try (SshConnection connection = open("alice", "s")) {
            SshCommandResult hello = connection.exec(HELLO);
            assertThat(hello.succeeded()).isTrue();
            assertThat(hello.stdout()).isEqualTo("hello\n");
            assertThat(hello.stderr()).isEmpty();
            assertThat(hello.command()).isEqualTo(HELLO);
            assertThat(hello.stdoutBytes()).isEqualTo(6);

            SshCommandResult failed = connection.exec(FAILING);
            assertThat(failed.succeeded()).isFalse();
            assertThat(failed.exitCode()).isEqualTo(3);
            assertThat(failed.stdout() + failed.stderr()).isEqualTo("out\noops\n");
            assertThat(failed.timedOut() || failed.connectionLost() || failed.truncated()).isFalse();
        }
    }

    @Test
    void optionsOfACommandHaveTheirEffect() throws Exception {
        try (SshConnection connection = open("alice", "s")) {
            assertThat(connection.exec(SshCommand.shell(CAT).withStdin("für")).stdout()).isEqualTo("für");
            assertThat(connection.exec(SshCommand.shell(CAT).withStdin("f\u00fcr".getBytes(StandardCharsets.ISO_8859_1))
                    .withCharset(StandardCharsets.ISO_8859_1)).stdout()).isEqualTo("f\u00fcr");
            SshCommandResult cut = connection.exec(SshCommand.shell(HELLO).withOutputLimit(4));
            assertThat(cut.stdout()).isEqualTo("hell");
            assertThat(cut.truncated()).isTrue();
            assertThat(cut.stdoutBytes()).isEqualTo(6);
        }
    }

    @Test
    void standardErrorIsMergedOnRequest() throws Exception {
        try (SshConnection connection = open("alice", "s")) {
            SshCommandResult merged = connection.exec(SshCommand.shell(FAILING).withMergedError());
            assertThat(merged.stdout()).contains("out\n", "oops\n");
            assertThat(merged.stderr()).isEmpty();
            assertThat(merged.stderrBytes()).isZero();
            try (SshProcess process = connection.start(SshCommand.shell(FAILING).withMergedError())) {
                assertThat(new String(process.stdout().readAllBytes(), StandardCharsets.UTF_8)).contains("out\n", "oops\n");
                assertThat(process.stderr().readAllBytes()).isEmpty();
            }
        }
    }

    @Test
    void aTimeLimitEndsACommandAndKeepsItsOutput() throws Exception {
        try (SshConnection connection = open("alice", "s")) {
            SshCommandResult result = connection.exec(SshCommand.shell(ENDLESS).withTimeout(Duration.ofSeconds(2)));
            assertThat(result.timedOut()).isTrue();
            assertThat(result.connectionLost()).isFalse();
            assertThat(result.exitStatus()).isEmpty();
            assertThat(result.stdout()).isEqualTo("begun\n");
            assertThat(connection.exec(HELLO).succeeded()).as("the connection is still there").isTrue();
        }
    }

    @Test
    void mistakesAreRefusedBeforeAnythingRuns() throws Exception {
        assertThatThrownBy(() -> ssh.getConnection(null)).isInstanceOf(IllegalArgumentException.class);
        try (SshConnection connection = open("alice", "s")) {
            for (ThrowingCallable mistake : List.<ThrowingCallable>of(() -> connection.exec((SshCommand) null), () -> connection.exec(""),
                    () -> connection.start(null), () -> connection.start(SshCommand.shell(CAT).withStdin("input")),
                    () -> connection.shell(null), () -> connection.fileSystem(null), () -> connection.upload(machine.folder(), ""),
                    () -> connection.download(null, machine.folder()))) {
                assertThatThrownBy(mistake).isInstanceOf(IllegalArgumentException.class);
            }
            assertThat(connection.info().commandCount()).isZero();
        }
    }

    @Test
    void anUnknownProfileIsRefused() {
        assertThatThrownBy(() -> ssh.getConnection(SshConnectionSpec.of("alice", "s", "nowhere"))).isInstanceOf(SshProfileException.class);
        assertCode(SshErrorCode.UNKNOWN_PROFILE, () -> ssh.getConnection(SshConnectionSpec.of("alice", "s", "nowhere")));
    }

    @Test
    void profilesAreListedAndTested() throws Exception {
        assertThat(ssh.profiles()).containsExactly(Machine.PROFILE);
        SshConnectionInfo tested = ssh.test(Machine.PROFILE);
        assertThat(tested.profile()).isEqualTo(Machine.PROFILE);
        assertThat(tested.serverVersion()).startsWith("SSH-2.0-");
        assertThat(ssh.sessions().totalConnections()).as("it is closed").isZero();
        assertThat(ssh.profile(Machine.PROFILE)).isEqualTo(SshProfileInfo.builder().profile(Machine.PROFILE).host(tested.host()).port(tested.port())
                .username(tested.username()).privilegeLevel(tested.privilegeLevel()).build());
        assertCode(SshErrorCode.UNKNOWN_PROFILE, () -> ssh.profile("nowhere"));
        assertThatThrownBy(() -> ssh.profile("")).isInstanceOf(IllegalArgumentException.class);
        assertCode(SshErrorCode.UNKNOWN_PROFILE, () -> ssh.test("nowhere"));
        assertThatThrownBy(() -> ssh.test("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aProcessIsReadAndWrittenWhileItRuns() throws Exception {
        try (SshConnection connection = open("alice", "s"); SshProcess process = connection.start(SshCommand.shell(CAT))) {
            OutputStream input = process.stdin();
            input.write("one\n".getBytes(StandardCharsets.UTF_8));
            input.flush();
            assertThat(readLine(process)).isEqualTo("one");
            assertThat(process.isAlive()).isTrue();
            assertThatThrownBy(process::exitValue).isInstanceOf(IllegalStateException.class);
            assertThat(process.waitFor(Duration.ZERO)).isFalse();
            input.write("two\n".getBytes(StandardCharsets.UTF_8));
            input.close();
            assertThat(readLine(process)).isEqualTo("two");
            assertThat(process.stdout().read()).as("the end").isEqualTo(-1);
            process.waitFor();
            assertThat(process.exitValue()).isZero();
            assertThat(process.isAlive()).isFalse();
            assertThatThrownBy(() -> process.signal("TERM")).isInstanceOf(SshException.class);
        }
    }

    @Test
    void aProcessIsReadAndWrittenAsText() throws Exception {
        try (SshConnection connection = open("alice", "s");
                SshProcess process = connection.start(SshCommand.shell(CAT).withCharset(StandardCharsets.ISO_8859_1))) {
            process.outputWriter().write("f\u00fcr\n");
            process.outputWriter().close();
            assertThat(process.inputReader().readLine()).isEqualTo("f\u00fcr");
            assertThat(process.inputReader().readLine()).isNull();
            assertThat(process.errorReader().readLine()).isNull();
            assertThatThrownBy(() -> process.inputReader(StandardCharsets.UTF_8)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> process.errorReader(null)).isInstanceOf(IllegalArgumentException.class);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThatThrownBy(() -> process.onExit(null)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aCommandRunsOnAnExecutorUntilItsFutureIsCancelled() throws Exception {
        try (SshConnection connection = open("alice", "s")) {
            assertThat(result(connection.execAsync(HELLO, threads)).stdout()).isEqualTo("hello\n");
            CompletableFuture<SshCommandResult> endless = connection.execAsync(ENDLESS, threads);
            awaitStarted(2);
            endless.cancel(true);
            awaitChannels(0, connection);
        }
    }

    @Test
    void oneCommandRunsOnManyMachines() throws Exception {
        List<SshConnectionSpec> specs = List.of(spec("alice", "1"), spec("alice", "2"), spec("bob", "1"));
        try (SshHostResults results = SshConnections.all(ssh, specs).withMaxAtOnce(2).withRelease().exec(SshCommand.shell(HELLO), threads)) {
            List<String> outputs = new ArrayList<>();
            for (SshHostResult host : results.all()) {
                outputs.add(host.spec().user() + " " + host.result().stdout());
            }
            assertThat(outputs).containsExactlyInAnyOrder("alice hello\n", "alice hello\n", "bob hello\n");
        }
        assertThat(ssh.sessions().totalConnections()).isZero();
    }

    @Test
    void outputThatWasNotReadStaysAfterTheEndOfAProcess() throws Exception {
        try (SshConnection connection = open("alice", "s"); SshProcess process = connection.start(SshCommand.shell(FAILING))) {
            assertThat(process.waitFor()).isEqualTo(3);
            assertThat(process.exitValue()).isEqualTo(3);
            assertThat(process.exitStatus()).hasValue(3);
            assertThat(process.stdout().readAllBytes()).isEqualTo("out\n".getBytes(StandardCharsets.UTF_8));
            assertThat(process.stderr().readAllBytes()).isEqualTo("oops\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void aDestroyedProcessEndsWithoutAnExitStatus() throws Exception {
        try (SshConnection connection = open("alice", "s"); SshProcess process = connection.start(SshCommand.shell(ENDLESS))) {
            assertThat(readLine(process)).isEqualTo("begun");
            CompletableFuture<SshProcess> exit = process.onExit(threads);
            assertThat(exit).isNotDone();
            process.destroy();
            assertThat(result(exit)).isSameAs(process);
            assertThat(process.exitValue()).isEqualTo(SshCommandResult.NO_EXIT_CODE);
            assertThat(process.exitStatus()).isEmpty();
            assertThat(process.connectionLost() || process.timedOut()).isFalse();
            assertThat(process.stdout().read()).isEqualTo(-1);
            assertThat(process.destroyForcibly()).isSameAs(process);
        }
    }

    @Test
    void aProcessEndsAtItsTimeLimit() throws Exception {
        try (SshConnection connection = open("alice", "s");
                SshProcess process = connection.start(SshCommand.shell(ENDLESS).withTimeout(Duration.ofSeconds(2)))) {
            process.waitFor();
            assertThat(process.timedOut()).isTrue();
            assertThat(process.connectionLost()).isFalse();
            assertThat(process.stdout().readAllBytes()).isEqualTo("begun\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void closingAHandleEndsWhatItStarted() throws Exception {
        SshConnection connection = open("alice", "s");
        // Without a container's pool, the connection ends with its last handle.
        SshConnection another = open("alice", "s");
        SshProcess process = connection.start(SshCommand.shell(ENDLESS));
        assertThat(readLine(process)).isEqualTo("begun");
        Future<SshCommandResult> running = threads.submit(() -> connection.exec(ENDLESS));
        awaitStarted(2);

        connection.close();

        process.waitFor();
        assertThat(process.connectionLost()).isFalse();
        assertThatThrownBy(() -> process.stdout().read()).as("output is missing").isInstanceOf(IOException.class);
        assertThatThrownBy(() -> result(running)).cause()
                .isInstanceOfSatisfying(SshException.class, e -> assertThat(e.code()).isEqualTo(SshErrorCode.HANDLE_CLOSED));
        assertCode(SshErrorCode.HANDLE_CLOSED, () -> connection.exec(HELLO));
        assertCode(SshErrorCode.HANDLE_CLOSED, connection::info);
        connection.close();
        assertThat(another.exec(HELLO).succeeded()).isTrue();
        another.close();
    }

    @Test
    void handlesOfOneSessionShareAConnection() throws Exception {
        try (SshConnection first = open("alice", "s")) {
            long number = first.info().number();
            try (SshConnection second = open("alice", "s")) {
                first.exec(HELLO);
                second.exec(HELLO);
                assertThat(second.info().number()).isEqualTo(number);
                assertThat(second.info().commandCount()).isEqualTo(2);
                assertThat(second.info().openHandles()).isEqualTo(2);
            }
            assertThat(first.info().openHandles()).isEqualTo(1);
            awaitChannels(0, first);
            assertThat(ssh.sessions().connections("alice", "s")).singleElement().satisfies(info -> {
                assertThat(info.alive()).isTrue();
                assertThat(info.number()).isEqualTo(number);
                assertThat(info.userId() + " " + info.sessionId() + " " + info.profile())
                        .isEqualTo("alice s " + Machine.PROFILE);
                assertThat(info.connectedAt()).isNotNull();
                assertThat(info.lastActivity()).isAfterOrEqualTo(info.connectedAt());
            });
        }
    }

    @Test
    void nobodySharesTheConnectionOfAnotherSession() throws Exception {
        try (SshConnection one = open("alice", "1"); SshConnection two = open("alice", "2"); SshConnection three = open("bob", "1")) {
            assertThat(List.of(one.info().number(), two.info().number(), three.info().number())).doesNotHaveDuplicates();
            assertThat(ssh.sessions().totalConnections()).isEqualTo(3);
            assertThat(ssh.sessions().connections("alice", "1")).hasSize(1);
            assertThat(ssh.sessions().connections("alice", "3")).isEmpty();
        }
    }

    @Test
    void theEndOfASessionEndsItsConnections() throws Exception {
        SshConnection connection = open("alice", "s");
        SshConnection other = open("bob", "s");
        Future<SshCommandResult> running = threads.submit(() -> connection.exec(ENDLESS));
        awaitStarted(1);

        assertThat(ssh.sessions().closeSession("alice", "s")).isEqualTo(1);

        assertThat(result(running).connectionLost()).isTrue();
        assertCode(SshErrorCode.SESSION_ENDED, () -> connection.exec(HELLO));
        assertThat(ssh.sessions().connections("alice", "s")).isEmpty();
        assertThat(ssh.sessions().closeSession("alice", "s")).isZero();
        assertThat(other.exec(HELLO).succeeded()).isTrue();
        try (SshConnection next = open("alice", "s")) {
            assertThat(next.exec(HELLO).succeeded()).isTrue();
        }
        connection.close();
        other.close();
    }

    @Test
    void aReleasedConnectionIsNotUsedAgain() throws Exception {
        String profile = Machine.PROFILE;
        assertThat(ssh.sessions().release("alice", "s", profile)).isFalse();
        assertThat(ssh.sessions().recordActivity("alice", "s", profile)).isFalse();
        SshConnection connection = open("alice", "s");
        assertThat(ssh.sessions().recordActivity("alice", "s", profile)).isTrue();
        assertThat(ssh.sessions().release("alice", "s", profile)).isTrue();
        assertCode(SshErrorCode.CONNECTION_RELEASED, () -> connection.exec(HELLO));
        assertThat(ssh.sessions().totalConnections()).isZero();
        connection.close();
    }

    @Test
    void aServerInNoClusterIsTheOnlyNode() throws Exception {
        SshConnection connection = open("alice", "s");
        SshCluster cluster = ssh.sessions().cluster();
        assertThat(cluster.node()).isEmpty();
        assertThat(cluster.nodes()).containsExactly("");
        assertThat(cluster.connections().connections()).extracting(SshConnectionInfo::number).containsExactly(connection.info().number());
        assertThat(cluster.connections().unanswered()).isEmpty();
        assertThatThrownBy(() -> cluster.closeConnection("another", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(cluster.closeConnection("", connection.info().number())).isTrue();
        assertThat(cluster.closeConnection("", 4711)).isFalse();
        assertCode(SshErrorCode.CONNECTION_RELEASED, () -> connection.exec(HELLO));
        connection.close();
        open("alice", "s").close();
        assertThat(cluster.endSession("alice", "another")).isEqualTo(SshSessionEnd.of(0, 0, List.of()));
        assertThat(cluster.connections().connections().size() - cluster.endSession("alice", "s").closed()).isZero();
    }

    @Test
    void invalidNamesOfSessionsAreMistakes() {
        for (ThrowingCallable mistake : List.<ThrowingCallable>of(() -> ssh.sessions().connections(null, "s"),
                () -> ssh.sessions().closeSession("alice", ""), () -> ssh.sessions().release("alice", "s", "a\nb"),
                () -> ssh.sessions().recordActivity("alice", "s", null))) {
            assertThatThrownBy(mistake).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aHandleReconnectsAfterALoss() throws Exception {
        try (SshConnection connection = open("alice", "s"); SshProcess process = connection.start(SshCommand.shell(ENDLESS))) {
            long number = connection.info().number();
            assertThat(readLine(process)).isEqualTo("begun");
            Future<SshCommandResult> running = threads.submit(() -> connection.exec(ENDLESS));
            awaitStarted(2);

            machine.loseConnections();

            SshCommandResult lost = result(running);
            assertThat(lost.connectionLost()).isTrue();
            assertThat(lost.timedOut()).isFalse();
            process.waitFor();
            assertThat(process.connectionLost()).isTrue();
            assertThat(process.stdout().read()).isEqualTo(-1);
            assertThat(connection.exec(HELLO).stdout()).isEqualTo("hello\n");
            assertThat(connection.info().number()).isNotEqualTo(number);
            assertThat(connection.info().commandCount()).as("those of this connection").isEqualTo(1);
        }
    }

    @Test
    void aListenerIsToldWhatOpensAndEnds() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        SshConnection before = open("bob", "before");
        SshListenerRegistration registration = ssh.sessions().addListener(threads, new SshConnectionListener() {

            private void add(String what, SshConnectionEvent event) {
                seen.add(what + " " + event.connection().userId() + " " + event.connection().sessionId() + " " + event.connection().alive()
                        + " " + event.reason());
            }

            @Override
            public void opened(SshConnectionEvent event) {
                add("opened", event);
            }

            @Override
            public void reconnected(SshConnectionEvent event) {
                add("reconnected", event);
            }

            @Override
            public void lost(SshConnectionEvent event) {
                add("lost", event);
            }

            @Override
            public void closed(SshConnectionEvent event) {
                add("closed", event);
            }
        });
        SshConnection connection = open("alice", "s");
        awaitSeen(seen, "opened alice s true null");
        machine.loseConnections();
        awaitSeen(seen, "lost alice s false CONNECTION_LOST");
        assertThat(connection.exec(HELLO).succeeded()).isTrue();
        awaitSeen(seen, "reconnected alice s true null");
        ssh.sessions().release("alice", "s", Machine.PROFILE);
        awaitSeen(seen, "closed alice s false EXPLICIT_CLOSE");
        SshConnection next = open("alice", "s");
        awaitSeen(seen, "opened alice s true null");
        ssh.sessions().closeSession("alice", "s");
        awaitSeen(seen, "closed alice s false SESSION_END");
        next.close();
        before.close();
        registration.close();
        registration.close();
        assertThatThrownBy(() -> ssh.sessions().addListener(null, new SshConnectionListener() { })).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aListenerThatThrowsIsToldTheNextEvent() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        SshListenerRegistration registration = ssh.sessions().addListener(threads, new SshConnectionListener() {

            @Override
            public void opened(SshConnectionEvent event) {
                seen.add("opened");
                throw new AssertionError("as a test's listener may throw");
            }

            @Override
            public void closed(SshConnectionEvent event) {
                seen.add("closed");
            }
        });
        open("alice", "s").close();
        ssh.sessions().release("alice", "s", Machine.PROFILE);

        Awaitility.await().atMost(LIMIT).until(() -> seen.equals(List.of("opened", "closed")));
        registration.close();
    }

    /** Waits until this is the last that was seen, and nothing of a connection that was open before. */
    private static void awaitSeen(List<String> seen, String last) {
        Awaitility.await().atMost(LIMIT).until(() -> !seen.isEmpty() && seen.get(seen.size() - 1).equals(last));
        assertThat(seen).noneMatch(event -> event.contains("before"));
    }

    @Test
    void anInterruptEndsACommand() throws Exception {
        try (SshConnection connection = open("alice", "s")) {
            CountDownLatch interrupted = new CountDownLatch(1);
            Thread[] caller = new Thread[1];
            Future<SshErrorCode> running = threads.submit(() -> {
                caller[0] = Thread.currentThread();
                try {
                    connection.exec(ENDLESS);
                    return null;
                } catch (SshException e) {
                    if (Thread.currentThread().isInterrupted()) {
                        interrupted.countDown();
                    }
                    return e.code();
                }
            });
            awaitStarted(1);
            caller[0].interrupt();
            assertThat(result(running)).isEqualTo(SshErrorCode.INTERRUPTED);
            assertThat(interrupted.getCount()).as("the thread stays interrupted").isZero();
            assertThat(connection.exec(HELLO).succeeded()).isTrue();
        }
    }

    @Test
    void aShellIsWrittenAndRead() throws Exception {
        try (SshConnection connection = open("alice", "s"); SshShell shell = connection.shell(SshPty.xterm())) {
            assertThatThrownBy(() -> shell.resize(0, 24)).isInstanceOf(IllegalArgumentException.class);
            shell.resize(100, 30);
            shell.stdin().write((IN_SHELL + "\n").getBytes(StandardCharsets.UTF_8));
            shell.stdin().flush();
            String shown = new BufferedReader(new InputStreamReader(shell.stdout(), StandardCharsets.UTF_8)).lines()
                    .reduce("", (a, b) -> a + b + "\n");
            assertThat(shown).contains("hello\n");
            shell.waitFor();
            assertThat(shell.exitValue()).isEqualTo(4);
        }
    }

    @Test
    void forwardingIsOffUnlessItIsAllowed() throws Exception {
        try (SshConnection connection = open("alice", "s")) {
            assertCode(SshErrorCode.FORWARDING_NOT_ALLOWED, () -> connection.forwardLocal(0, "db.internal", 5432));
            assertCode(SshErrorCode.FORWARDING_NOT_ALLOWED, () -> connection.forwardLocal(0, Path.of("/run/docker.sock")));
            assertCode(SshErrorCode.FORWARDING_NOT_ALLOWED, () -> connection.forwardLocal(Path.of("socket"), "db.internal", 5432));
            assertCode(SshErrorCode.FORWARDING_NOT_ALLOWED, () -> connection.forwardLocal(Path.of("socket"), Path.of("/run/docker.sock")));
            assertCode(SshErrorCode.FORWARDING_NOT_ALLOWED, () -> connection.forwardRemote(0, "db.internal", 5432));
            assertCode(SshErrorCode.FORWARDING_NOT_ALLOWED, () -> connection.forwardRemote(0, Path.of("socket")));
            assertCode(SshErrorCode.FORWARDING_NOT_ALLOWED, () -> connection.forwardRemote(Path.of("/tmp/there"), "db.internal", 5432));
            assertCode(SshErrorCode.FORWARDING_NOT_ALLOWED, () -> connection.forwardRemote(Path.of("/tmp/there"), Path.of("socket")));
            assertThatThrownBy(() -> connection.forwardRemote(Path.of("there"), Path.of("socket"))).isExactlyInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> connection.forwardRemote(Path.of("/tmp/there"), null)).isExactlyInstanceOf(IllegalArgumentException.class);
            assertCode(SshErrorCode.FORWARDING_NOT_ALLOWED, () -> connection.forwardDynamic(0));
            assertCode(SshErrorCode.FORWARDING_NOT_ALLOWED, () -> connection.open("db.internal", 5432));
            assertCode(SshErrorCode.FORWARDING_NOT_ALLOWED, () -> connection.open(Path.of("/run/docker.sock")));
        }
    }

    @Test
    void aStreamIsReadAndWrittenUntilBothDirectionsEnd() throws Exception {
        int echo = machine.allowStreams();
        try (SshConnection connection = open("alice", "s"); SshStream stream = connection.open("127.0.0.1", echo)) {
            assertThat(stream.isOpen()).isTrue();
            assertThat(connection.info().openChannels()).isEqualTo(1);
            stream.output().write("hello".getBytes(StandardCharsets.UTF_8));
            assertThat(stream.input().readNBytes(5)).as("without a flush").asString(StandardCharsets.UTF_8).isEqualTo("hello");
            stream.output().write('!');
            stream.shutdownOutput();
            stream.shutdownOutput();
            assertThat(stream.input().readAllBytes()).as("after the end of the other direction").asString(StandardCharsets.UTF_8).isEqualTo("!");
            assertThat(stream.input().read()).isEqualTo(-1);
            assertThatThrownBy(() -> stream.output().write(1)).isInstanceOf(IOException.class);
            awaitChannels(0, connection);
            assertThat(stream.isOpen()).isFalse();
            assertThat(connection.info().commandCount()).as("a stream is no command").isZero();
        }
    }

    @Test
    void aStreamThatIsClosedOrLostSaysSoToWhoReadsIt() throws Exception {
        int echo = machine.allowStreams();
        SshConnection other = open("alice", "s");
        try (SshConnection connection = open("alice", "s")) {
            SshStream closed = connection.open("127.0.0.1", echo);
            closed.close();
            closed.close();
            SshStream ofHandle = other.open("127.0.0.1", echo);
            Future<Integer> reading = threads.submit(() -> ofHandle.input().read());
            other.close();
            assertThatThrownBy(() -> result(reading)).hasCauseInstanceOf(IOException.class);
            awaitChannels(0, connection);
            SshStream lost = connection.open("127.0.0.1", echo);
            machine.loseConnections();
            for (SshStream stream : List.of(closed, ofHandle, lost)) {
                assertThatThrownBy(() -> stream.input().read()).isInstanceOf(IOException.class);
                assertThat(stream.isOpen()).isFalse();
                assertThatThrownBy(() -> stream.output().write(1)).isInstanceOf(IOException.class);
            }
            try (SshStream next = connection.open("127.0.0.1", echo)) {
                assertThat(next.isOpen()).as("on another connection").isTrue();
            }
        }
    }

    @Test
    void aStreamNeedsAnAddressWhereSomethingIs() throws Exception {
        machine.allowStreams();
        try (SshConnection connection = open("alice", "s")) {
            assertCode(SshErrorCode.DESTINATION_NOT_REACHED, () -> connection.open("127.0.0.1", 1));
            for (ThrowingCallable mistake : List.<ThrowingCallable>of(() -> connection.open(null, 1), () -> connection.open(" ", 1),
                    () -> connection.open("db.internal", 0), () -> connection.open("db.internal", 65_536), () -> connection.open(null),
                    () -> connection.open(Path.of("run/docker.sock")))) {
                assertThatThrownBy(mistake).isExactlyInstanceOf(IllegalArgumentException.class);
            }
            awaitChannels(0, connection);
        }
    }

    @Test
    void whatAnotherPersonHasToApproveRunsOnceAndExactlyAsItWas() throws Exception {
        machine.askForCommandLines();
        try (SshConnection connection = open("alice", "s")) {
            SshApprovals approvals = ssh.approvals();
            SshCommand cat = SshCommand.shell(CAT).withStdin("in");
            assertThat(approvals.pending()).isEmpty();
            assertCode(SshErrorCode.APPROVAL_PENDING, () -> connection.exec(cat));
            assertCode(SshErrorCode.APPROVAL_PENDING, () -> connection.exec(cat));
            SshApproval request = approvals.pending().get(0);
            assertThat(approvals.pending()).hasSize(1);
            assertThat(request.user()).isEqualTo("alice");
            assertThat(request.what().text()).isEqualTo(CAT);
            assertThat(request.what().stdinBytes()).isEqualTo(2);
            assertCode(SshErrorCode.APPROVER_REFUSED, () -> approvals.approve(request.id(), "alice", null));
            approvals.approve(request.id(), "bob", "fine");
            assertCode(SshErrorCode.APPROVAL_NOT_PENDING, () -> approvals.deny(request.id(), "bob", null));
            assertThat(approvals.await(request.id(), LIMIT)).satisfies(decided -> {
                assertThat(decided.state()).isEqualTo(SshApproval.State.APPROVED);
                assertThat(decided.decidedBy()).isEqualTo("bob");
                assertThat(decided.reason()).isEqualTo("fine");
            });
            assertCode(SshErrorCode.APPROVAL_PENDING, () -> connection.exec(CAT));
            assertThat(machine.started()).isZero();
            assertThat(connection.exec(cat).succeeded()).isTrue();
            assertThat(approvals.find(request.id()).state()).isEqualTo(SshApproval.State.USED);
            assertCode(SshErrorCode.APPROVAL_PENDING, () -> connection.exec(cat));
            approvals.deny(approvals.pending().get(0).id(), "bob", null);
            assertCode(SshErrorCode.APPROVAL_DENIED, () -> connection.exec(CAT));
            assertThat(machine.started()).isEqualTo(1);
        }
        ssh.sessions().closeSession("alice", "s");
        assertThat(ssh.approvals().pending()).isEmpty();
    }
}
