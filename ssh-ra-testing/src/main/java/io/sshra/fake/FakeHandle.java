package io.sshra.fake;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionInfo;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshForward;
import io.sshra.SshProcess;
import io.sshra.SshPty;
import io.sshra.SshShell;
import io.sshra.SshStream;
import io.sshra.SshTransferOptions;
import io.sshra.SshTransferResult;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** What the application holds. */
final class FakeHandle implements SshConnection {

    private static final String NO_SOCKET_HERE = "the path of the socket is null: give the socket of this machine";

    private final FakeSlot slot;
    private final FakeWays ways;
    private final Set<FakeResource> opened = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    FakeHandle(FakeSlot slot) {
        this.slot = slot;
        this.ways = new FakeWays(slot, this);
        slot.taken(this);
    }

    FakeConnection use() throws SshException {
        checkOpen();
        return slot.connection();
    }

    private void checkOpen() throws SshException {
        if (closed) {
            throw handleClosed();
        }
    }

    private SshException handleClosed() {
        return new SshConnectionClosedException(SshErrorCode.HANDLE_CLOSED, "the handle of " + slot.key + " was closed");
    }

    static void notNull(Object value, String problem) {
        if (value == null) {
            throw new IllegalArgumentException(problem);
        }
    }

    <R extends FakeResource> R opened(FakeConnection connection, R resource) {
        opened.add(resource);
        connection.opened(resource);
        if (closed) {
            resource.handleClosed();
        }
        return resource;
    }

    void ended(FakeConnection connection, FakeResource resource) {
        opened.remove(resource);
        connection.closed(resource);
    }

    /** The answer to a command on this connection, which is recorded and counted. */
    private FakeProgram program(FakeConnection connection, SshCommand command) throws SshException {
        slot.machine.checkApproved(slot.key, command);
        FakeAnswers.Answer answer = slot.machine.answer(new FakeCall(slot.key, command));
        if (answer.failure() != null) {
            throw FakeFailures.of(answer.failure(), "the test lets " + command.commandLine() + " fail");
        }
        connection.countCommand();
        return answer.program();
    }

    @Override
    public SshCommandResult exec(SshCommand command) throws SshException {
        notNull(command, "the command is null: give the command to run");
        FakeConnection connection = use();
        FakeProgram program = program(connection, command);
        KeptOutput stdout = new KeptOutput(command.outputLimit());
        KeptOutput stderr = new KeptOutput(command.outputLimit());
        FakeRun run = new FakeRun(command, end -> {
            if (end.lost()) {
                slot.lose(connection);
            }
        });
        FakeResource resource = opened(connection, new FakeResource() {

            @Override
            public void lost() {
                run.end(FakeRun.End.LOST);
            }

            @Override
            public void handleClosed() {
                run.end(FakeRun.End.DESTROYED);
            }
        });
        try {
            run.start(program, new ByteArrayInputStream(command.stdin()), stdout, stderr);
            FakeRun.End end = run.await(FakeRun.FOR_EVER);
            if (end == FakeRun.End.DESTROYED) {
                throw handleClosed();
            }
            return SshCommandResult.builder().command(command.commandLine()).exitCode(end.exitCode()).exitSignal(end.signal())
                    .timedOut(end.timedOut()).connectionLost(end.lost()).stdout(stdout.text(command.charset()))
                    .stderr(stderr.text(command.charset())).stdoutBytes(stdout.count()).stderrBytes(stderr.count())
                    .truncated(stdout.truncated() || stderr.truncated()).duration(run.duration()).build();
        } catch (InterruptedException e) {
            run.end(FakeRun.End.DESTROYED);
            Thread.currentThread().interrupt();
            throw new SshException(SshErrorCode.INTERRUPTED, "interrupted while " + command.commandLine() + " ran", e);
        } finally {
            ended(connection, resource);
        }
    }

    @Override
    public SshProcess start(SshCommand command) throws SshException {
        notNull(command, "the command is null: give the command to run");
        if (command.stdin().length > 0) {
            throw new IllegalArgumentException("the command has an input: write it to the stdin of its process");
        }
        FakeConnection connection = use();
        FakeProgram program = program(connection, command);
        AtomicReference<FakeProcess> self = new AtomicReference<>();
        FakeProcess process = new FakeProcess(command, () -> ended(connection, self.get()), () -> slot.lose(connection));
        return started(connection, self, process, program);
    }

    private <P extends FakeProcess> P started(FakeConnection connection, AtomicReference<FakeProcess> self, P process, FakeProgram program) {
        self.set(process);
        opened(connection, process).start(program);
        return process;
    }

    @Override
    public SshShell shell(SshPty pty, Map<String, String> environment) throws SshException {
        notNull(pty, "the terminal is null: give one, such as SshPty.xterm()");
        SshCommand.checkEnvironment(environment);
        SshCommand command = SshCommand.shell(FakeCall.SHELL).withPty(pty).withEnvironment(environment);
        FakeConnection connection = use();
        FakeProgram program = program(connection, command);
        AtomicReference<FakeProcess> self = new AtomicReference<>();
        FakeShell shell = new FakeShell(command, () -> ended(connection, self.get()), () -> slot.lose(connection));
        return started(connection, self, shell, program);
    }

    @Override
    public FileSystem fileSystem(Charset names) throws SshException {
        notNull(names, "the charset of the file names is null: give UTF-8");
        FakeConnection connection = use();
        AtomicReference<FakeFileSystem> self = new AtomicReference<>();
        FakeFileSystem files = new FakeFileSystem(root(), () -> ended(connection, self.get()));
        self.set(files);
        return opened(connection, files);
    }

    private Path root() throws SshException {
        if (slot.machine.folder() == null) {
            throw new SshException(SshErrorCode.SFTP_NOT_AVAILABLE, "the test has named no folder for the files of " + slot.machine);
        }
        return slot.machine.folder();
    }

    @Override
    public SshTransferResult upload(Path source, String target, SshTransferOptions options) throws SshException {
        return transfer(source, target, options, (transfer, remote) -> transfer.copy(source, remote));
    }

    @Override
    public SshTransferResult upload(InputStream source, String target, SshTransferOptions options) throws SshException {
        checkForStream(options);
        return transfer(source, target, options, (transfer, remote) -> transfer.copy(source, remote));
    }

    @Override
    public SshTransferResult download(String source, Path target, SshTransferOptions options) throws SshException {
        return transfer(target, source, options, (transfer, remote) -> transfer.copy(remote, target));
    }

    @Override
    public SshTransferResult download(String source, OutputStream target, SshTransferOptions options) throws SshException {
        checkForStream(options);
        return transfer(target, source, options, (transfer, remote) -> transfer.copy(remote, target));
    }

    private static void checkForStream(SshTransferOptions options) {
        if (options != null && (options.resumed() || options.timesKept() || options.permissionsKept() || options.scp())) {
            throw new IllegalArgumentException("a stream has no times or permissions, and can't be resumed: leave out these options");
        }
    }

    private SshTransferResult transfer(Object local, String remote, SshTransferOptions options, FakeTransfer.Work work) throws SshException {
        notNull(local, "the local side of the transfer is null: give a path or a stream");
        notNull(remote, "the file on the server is null: give its name");
        notNull(options, "the options are null: give SshTransferOptions.defaults()");
        if (remote.isEmpty() || remote.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("the name of the file on the server is empty or has a NUL character: give its name");
        }
        FakeConnection connection = use();
        FakeTransfer transfer = opened(connection, new FakeTransfer(options));
        try (FakeFileSystem files = new FakeFileSystem(root(), () -> { })) {
            return transfer.run(work, files.getPath(remote));
        } finally {
            ended(connection, transfer);
        }
    }

    @Override
    public SshForward forwardLocal(String bindHost, int port, String host, int hostPort) throws SshException {
        return ways.local(host + ":" + hostPort);
    }

    @Override
    public SshForward forwardLocal(String bindHost, int port, Path remoteSocket) throws SshException {
        return ways.local(FakeWays.checked(remoteSocket));
    }

    @Override
    public SshForward forwardLocal(Path localSocket, String host, int hostPort) throws SshException {
        return ways.localSocket(localSocket);
    }

    @Override
    public SshForward forwardLocal(Path localSocket, Path remoteSocket) throws SshException {
        FakeWays.checked(remoteSocket);
        return ways.localSocket(localSocket);
    }

    @Override
    public SshForward forwardRemote(String bindHost, int port, String host, int hostPort) throws SshException {
        return ways.notAllowed("a port of the server");
    }

    @Override
    public SshForward forwardRemote(String bindHost, int port, Path localSocket) throws SshException {
        notNull(localSocket, NO_SOCKET_HERE);
        return ways.notAllowed("a port of the server");
    }

    @Override
    public SshForward forwardRemote(Path remoteSocket, String host, int hostPort) throws SshException {
        return ways.notAllowed("the socket " + FakeWays.checked(remoteSocket));
    }

    @Override
    public SshForward forwardRemote(Path remoteSocket, Path localSocket) throws SshException {
        notNull(localSocket, NO_SOCKET_HERE);
        return ways.notAllowed("the socket " + FakeWays.checked(remoteSocket));
    }

    @Override
    public SshForward forwardDynamic(String bindHost, int port) throws SshException {
        return ways.notAllowed("what a SOCKS client asks for");
    }

    @Override
    public SshStream open(String host, int port) throws SshException {
        return ways.stream(host, port);
    }

    @Override
    public SshStream open(Path remoteSocket) throws SshException {
        return ways.stream(FakeWays.checked(remoteSocket));
    }

    @Override
    public SshConnectionInfo info() throws SshException {
        checkOpen();
        return slot.info();
    }

    @Override
    public void close() {
        closed = true;
        slot.closed(this);
        List.copyOf(opened).forEach(FakeResource::handleClosed);
    }

    @Override
    public String toString() {
        return "SshConnection[" + slot.key + "]";
    }
}
