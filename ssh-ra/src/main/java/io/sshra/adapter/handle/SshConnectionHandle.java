package io.sshra.adapter.handle;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionInfo;
import io.sshra.SshException;
import io.sshra.SshForward;
import io.sshra.SshProcess;
import io.sshra.SshPty;
import io.sshra.SshShell;
import io.sshra.SshStream;
import io.sshra.SshTransferOptions;
import io.sshra.SshTransferResult;
import io.sshra.base.JsonText;
import io.sshra.events.FilesEvent;
import io.sshra.pool.Lease;
import io.sshra.pool.OpenChannels;
import io.sshra.pool.SlotEvents;
import io.sshra.ssh.Forwarding;
import io.sshra.ssh.Location;
import io.sshra.ssh.SftpChannel;
import io.sshra.transfer.Transfer;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.Map;

/**
 * The application's handle, which has the methods of the API and no others: applications can see this class. The container's side
 * of it is its {@link HandleControl}.
 *
 * <p>It is not final, and neither are its public methods: TomEE gives the application a subclass whose public methods call this object,
 * and whose fields are null.
 */
public class SshConnectionHandle implements SshConnection {

    final HandleControl control;
    private final OpenChannels channels;

    SshConnectionHandle(HandleControl control, OpenChannels channels) {
        this.control = control;
        this.channels = channels;
    }

    @Override
    public SshCommandResult exec(SshCommand command) throws SshException {
        notNull(command, "the command is null: give the command to run");
        SshCommandResult result = control.lease().exec(command, channels);
        if (channels.isClosed() && !result.connectionLost() && result.exitStatus().isEmpty() && result.exitSignal() == null
                && !result.timedOut()) {
            throw channels.handleClosed();
        }
        return result;
    }

    @Override
    public SshProcess start(SshCommand command) throws SshException {
        notNull(command, "the command is null: give the command to run");
        if (command.stdin().length > 0) {
            throw new IllegalArgumentException("the command has an input: write it to the stdin of its process");
        }
        return new SshProcessHandle(control.lease().start(command, channels), command, command.charset());
    }

    @Override
    public SshShell shell(SshPty pty, Map<String, String> environment) throws SshException {
        notNull(pty, "the terminal is null: give one, such as SshPty.xterm()");
        SshCommand.checkEnvironment(environment);
        return new SshShellHandle(control.lease().shell(pty, environment, channels), pty);
    }

    private static void notNull(Object value, String problem) {
        if (value == null) {
            throw new IllegalArgumentException(problem);
        }
    }

    @Override
    public FileSystem fileSystem(Charset names) throws SshException {
        notNull(names, "the charset of the file names is null: give UTF-8");
        Lease lease = control.lease();
        FilesEvent event = new FilesEvent();
        return lease.events().recorded(event, () -> {
            SlotEvents events = lease.events();
            SftpChannel sftp = lease.confirmedSftp(names, channels, event);
            events.started(event);
            sftp.onClosed(() -> {
                event.succeeded();
                events.record(event);
            });
            return sftp.fileSystem();
        });
    }

    @Override
    public SshTransferResult upload(Path source, String target, SshTransferOptions options) throws SshException {
        return transfer(Transfer.Direction.UPLOAD, source, target, options, (transfer, there) -> transfer.run(source, there));
    }

    @Override
    public SshTransferResult upload(InputStream source, String target, SshTransferOptions options) throws SshException {
        checkForStream(options);
        return transfer(Transfer.Direction.UPLOAD, source, target, options, (transfer, there) -> transfer.run(source, there));
    }

    @Override
    public SshTransferResult download(String source, Path target, SshTransferOptions options) throws SshException {
        return transfer(Transfer.Direction.DOWNLOAD, target, source, options, (transfer, there) -> transfer.run(there, target));
    }

    @Override
    public SshTransferResult download(String source, OutputStream target, SshTransferOptions options) throws SshException {
        checkForStream(options);
        return transfer(Transfer.Direction.DOWNLOAD, target, source, options, (transfer, there) -> transfer.run(there, target));
    }

    private static void checkForStream(SshTransferOptions options) {
        if (options != null && (options.resumed() || options.timesKept() || options.permissionsKept() || options.scp())) {
            throw new IllegalArgumentException(
                    "a stream has no times or permissions, can't be resumed and can't be transferred by SCP: leave out these options");
        }
    }

    /** @param local a path or a stream */
    private SshTransferResult transfer(Transfer.Direction direction, Object local, String remote, SshTransferOptions options,
            FileTransfer.Work work) throws SshException {
        notNull(local, "the local side of the transfer is null: give a path or a stream");
        notNull(remote, "the file on the server is null: give its name");
        notNull(options, "the options are null: give SshTransferOptions.defaults()");
        if (remote.isEmpty() || remote.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("the name of the file on the server is empty or has a NUL character: give its name");
        }
        if (options.scp()) {
            return new ScpFileTransfer(direction, (Path) local, remote, options, control.lease(), channels, control::lease).run();
        }
        String name = local instanceof Path ? local.toString() : "stream";
        return new FileTransfer(direction, name, remote, options, work).run(control.lease(), channels, control::lease);
    }

    @Override
    public SshForward forwardLocal(String bindHost, int port, String host, int hostPort) throws SshException {
        return forward(Forwarding.Kind.LOCAL, bindAddress(bindHost, port), address("a forwarding", host, hostPort));
    }

    @Override
    public SshForward forwardLocal(String bindHost, int port, Path remoteSocket) throws SshException {
        return forward(Forwarding.Kind.LOCAL, bindAddress(bindHost, port), remoteSocket(remoteSocket));
    }

    @Override
    public SshForward forwardLocal(Path localSocket, String host, int hostPort) throws SshException {
        return forward(Forwarding.Kind.LOCAL, localSocket(localSocket), address("a forwarding", host, hostPort));
    }

    @Override
    public SshForward forwardLocal(Path localSocket, Path remoteSocket) throws SshException {
        return forward(Forwarding.Kind.LOCAL, localSocket(localSocket), remoteSocket(remoteSocket));
    }

    @Override
    public SshForward forwardRemote(String bindHost, int port, String host, int hostPort) throws SshException {
        return forward(Forwarding.Kind.REMOTE, bindAddress(bindHost, port), address("a forwarding", host, hostPort));
    }

    @Override
    public SshForward forwardRemote(String bindHost, int port, Path localSocket) throws SshException {
        return forward(Forwarding.Kind.REMOTE, bindAddress(bindHost, port), localDestination(localSocket));
    }

    @Override
    public SshForward forwardRemote(Path remoteSocket, String host, int hostPort) throws SshException {
        return forward(Forwarding.Kind.REMOTE, remoteSocket(remoteSocket), address("a forwarding", host, hostPort));
    }

    @Override
    public SshForward forwardRemote(Path remoteSocket, Path localSocket) throws SshException {
        return forward(Forwarding.Kind.REMOTE, remoteSocket(remoteSocket), localDestination(localSocket));
    }

    @Override
    public SshForward forwardDynamic(String bindHost, int port) throws SshException {
        return forward(Forwarding.Kind.DYNAMIC, bindAddress(bindHost, port), null);
    }

    private SshForward forward(Forwarding.Kind kind, Location bind, Location to) throws SshException {
        return new SshForwardHandle(control.lease().forward(new Forwarding(kind, bind, to), channels));
    }

    private static Location bindAddress(String host, int port) {
        return address("a forwarding", host, port, 0);
    }

    private static Location address(String what, String host, int port) {
        return address(what, host, port, 1);
    }

    private static Location address(String what, String host, int port, int leastPort) {
        if (host == null || host.isBlank() || host.chars().anyMatch(Character::isISOControl) || port < leastPort || port > 65_535) {
            throw new IllegalArgumentException("invalid address of " + what + ", host " + JsonText.word(host) + ", port " + port
                    + ": give a host and a port from " + leastPort + " to 65535");
        }
        return Location.address(host, port);
    }

    private static Location localSocket(Path path) {
        notNull(path, "the path of the socket that is to listen is null: give a file that does not exist");
        return Location.socket(path.toAbsolutePath().toString());
    }

    private static Location localDestination(Path path) {
        notNull(path, "the path of the socket is null: give the socket of this machine");
        return Location.socket(path.toAbsolutePath().toString());
    }

    private static Location remoteSocket(Path path) {
        notNull(path, "the path of the socket is null: give the socket of the server");
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("the path of the socket is not absolute, " + JsonText.word(path.toString())
                    + ": give the whole path on the server");
        }
        return Location.socket(path.toString());
    }

    @Override
    public SshStream open(String host, int port) throws SshException {
        return new SshStreamHandle(control.lease().stream(address("a stream", host, port), channels));
    }

    @Override
    public SshStream open(Path remoteSocket) throws SshException {
        return new SshStreamHandle(control.lease().stream(remoteSocket(remoteSocket), channels));
    }

    @Override
    public SshConnectionInfo info() throws SshException {
        return control.lease().info();
    }

    @Override
    public void close() {
        control.close();
    }

    /** Whose it is; no secret. */
    @Override
    public String toString() {
        return "SshConnection[" + control.key() + "]";
    }
}
