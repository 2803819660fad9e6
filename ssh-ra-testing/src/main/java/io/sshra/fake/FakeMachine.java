package io.sshra.fake;

import io.sshra.SshCommand;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProfileInfo;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * A machine of a {@link FakeSsh}, and the profile of that name. Thread-safe: a test may script it while the application uses it.
 *
 * @since 1.0
 */
public final class FakeMachine {

    /** Of whoever logs in to it, unless the application has brought a target along. */
    static final String USERNAME = "fake";

    private final FakeSsh ssh;
    private final String name;
    /** The last one comes first. */
    private final List<FakeAnswers> answers = new CopyOnWriteArrayList<>();
    private final List<FakeCall> calls = new CopyOnWriteArrayList<>();
    /** By destination. */
    private final Map<String, InetSocketAddress> forwardings = new ConcurrentHashMap<>();
    /** By destination. */
    private final Map<String, FakeService> services = new ConcurrentHashMap<>();
    private final List<Predicate<SshCommand>> asked = new CopyOnWriteArrayList<>();
    private volatile SshErrorCode failure;
    private volatile Path folder;

    FakeMachine(FakeSsh ssh, String name) {
        this.ssh = ssh;
        this.name = name;
    }

    /** The name of its profile. */
    public String name() {
        return name;
    }

    /** Where its profile leads. */
    SshProfileInfo profile() {
        return SshProfileInfo.builder().profile(name).host(name).username(USERNAME).build();
    }

    /**
     * What it answers to this command line, in place of an earlier answer. A command that no test has scripted is an
     * {@link AssertionError} in the thread that runs it.
     *
     * @param commandLine the whole line. A vector of arguments is compared as it is quoted: {@link SshCommand#commandLine()}
     */
    public FakeAnswers on(String commandLine) {
        Objects.requireNonNull(commandLine, "commandLine");
        return on("\"" + commandLine + "\"", command -> command.commandLine().equals(commandLine));
    }

    /** What it answers to the command line of this command. */
    public FakeAnswers on(SshCommand command) {
        return on(command.commandLine());
    }

    /** What it answers to commands for which the predicate is true. */
    public FakeAnswers onMatching(Predicate<SshCommand> matching) {
        return on("a predicate", Objects.requireNonNull(matching, "matching"));
    }

    /** What the user's shell does. The terminal is the command's {@link SshCommand#pty()}. */
    public FakeAnswers onShell() {
        return on(FakeCall.SHELL);
    }

    /**
     * Commands for which the predicate is true run only when somebody else has approved them: once, by {@link FakeSsh#approvals()}. The first
     * call throws an exception with {@link SshErrorCode#APPROVAL_PENDING}.
     */
    public FakeMachine asksFor(Predicate<SshCommand> matching) {
        asked.add(Objects.requireNonNull(matching, "matching"));
        return this;
    }

    /** Takes the approval that the command needs, if it needs one. */
    void checkApproved(FakeSlot.Key key, SshCommand command) throws SshException {
        if (asked.stream().anyMatch(matching -> matching.test(command))) {
            ssh.takeApproval(key, command);
        }
    }

    private FakeAnswers on(String what, Predicate<SshCommand> matching) {
        FakeAnswers added = new FakeAnswers(what, matching);
        answers.add(0, added);
        return added;
    }

    FakeAnswers.Answer answer(FakeCall call) {
        calls.add(call);
        return answers.stream().filter(candidate -> candidate.matches(call.command())).findFirst()
                .orElseThrow(() -> new AssertionError("No test has said what " + name + " answers to \"" + call.commandLine()
                        + "\", only: " + answers)).next();
    }

    /** The files of its SFTP are those of this folder, which is its root and the folder in which relative paths start. */
    public FakeMachine withFiles(Path root) {
        folder = Objects.requireNonNull(root, "root");
        return this;
    }

    /** Null if it has no SFTP. */
    Path folder() {
        return folder;
    }

    /**
     * Connects to it fail from now on, with the exception that the adapter throws for this code. Open connections stay open: see
     * {@link #loseConnections()}.
     */
    public FakeMachine fails(SshErrorCode code) {
        failure = Objects.requireNonNull(code, "code");
        return this;
    }

    /** Connects to it succeed again. */
    public FakeMachine recovers() {
        failure = null;
        return this;
    }

    FakeConnection connect() throws SshException {
        SshErrorCode now = failure;
        if (now != null) {
            throw FakeFailures.of(now, "the test lets connects to " + name + " fail");
        }
        return new FakeConnection(ssh.nextNumber());
    }

    /** All its connections are lost: commands end with {@code connectionLost}, and the next use of a handle reconnects. */
    public void loseConnections() {
        ssh.slots().stream().filter(slot -> slot.machine == this).forEach(FakeSlot::lose);
    }

    /**
     * Local forwardings to this address, as the machine sees it, are allowed. They lead to an address of the test, for instance to a
     * server that it has started: that is the forwarding's {@code host()} and {@code port()}. Nothing is relayed.
     */
    public FakeMachine forwards(String host, int port, InetSocketAddress to) {
        forwardings.put(host + ":" + port, Objects.requireNonNull(to, "to"));
        return this;
    }

    /** The same for a Unix-domain socket of the machine. */
    public FakeMachine forwards(Path socket, InetSocketAddress to) {
        forwardings.put(socket.toString(), Objects.requireNonNull(to, "to"));
        return this;
    }

    /** Null if the test has named none. */
    InetSocketAddress forwarding(String destination) {
        return forwardings.get(destination);
    }

    /** Streams to this address, as the machine sees it, are served by this. */
    public FakeMachine serves(String host, int port, FakeService service) {
        services.put(host + ":" + port, Objects.requireNonNull(service, "service"));
        return this;
    }

    /** Streams to this socket of the machine are served by this. */
    public FakeMachine serves(Path socket, FakeService service) {
        services.put(socket.toString(), Objects.requireNonNull(service, "service"));
        return this;
    }

    /**
     * What is at this destination.
     *
     * @throws SshException if nothing is
     */
    FakeService service(String destination) throws SshException {
        FakeService found = services.get(destination);
        if (found == null) {
            throw new SshException(services.isEmpty() ? SshErrorCode.FORWARDING_NOT_ALLOWED : SshErrorCode.DESTINATION_NOT_REACHED,
                    "the test has named no service at " + destination + " of " + name);
        }
        return found;
    }

    /** What applications have run and started on it, in this order. Shells are among them. */
    public List<FakeCall> calls() {
        return List.copyOf(calls);
    }

    /** The command lines of {@link #calls()}. */
    public List<String> commandLines() {
        return calls.stream().map(FakeCall::commandLine).toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
