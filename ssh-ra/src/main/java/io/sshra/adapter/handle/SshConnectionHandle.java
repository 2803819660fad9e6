package io.sshra.adapter.handle;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionInfo;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshForward;
import io.sshra.SshInputException;
import io.sshra.SshProcess;
import io.sshra.SshPty;
import io.sshra.SshShell;
import io.sshra.SshTransferOptions;
import io.sshra.SshTransferResult;
import io.sshra.events.FilesEvent;
import io.sshra.pool.Lease;
import io.sshra.pool.OpenChannels;
import io.sshra.pool.SlotEvents;
import io.sshra.ssh.Forwarding;
import io.sshra.ssh.SftpChannel;
import io.sshra.transfer.Transfer;
import java.nio.charset.Charset;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.Map;

/**
 * The application's handle, which has the methods of the API and no others: applications can see this class. The container's side
 * of it is its {@link HandleControl}.
 */
public final class SshConnectionHandle implements SshConnection {

    final HandleControl control;
    private final OpenChannels channels;

    SshConnectionHandle(HandleControl control, OpenChannels channels) {
        this.control = control;
        this.channels = channels;
    }

    @Override
    public SshCommandResult exec(SshCommand command) throws SshException {
        check(command);
        SshCommandResult result = control.lease().exec(command, channels);
        if (control.isClosed() && !result.connectionLost() && result.exitCode() == SshCommandResult.NO_EXIT_CODE
                && result.exitSignal() == null && !result.timedOut()) {
            throw channels.handleClosed();
        }
        return result;
    }

    @Override
    public SshProcess start(SshCommand command) throws SshException {
        check(command);
        if (command.stdin().length > 0) {
            throw invalid("the command has an input: write it to the stdin of its process");
        }
        return new SshProcessHandle(control.lease().start(command, channels), command);
    }

    @Override
    public SshShell shell(SshPty pty, Map<String, String> environment) throws SshException {
        if (pty == null) {
            throw invalid("the terminal is null");
        }
        try {
            SshCommand.checkEnvironment(environment);
        } catch (IllegalArgumentException e) {
            throw new SshInputException(SshErrorCode.INVALID_COMMAND, e.getMessage(), e);
        }
        return new SshShellHandle(control.lease().shell(pty, environment, channels), pty);
    }

    private static void check(SshCommand command) throws SshInputException {
        if (command == null) {
            throw invalid("the command is null");
        }
    }

    private static SshInputException invalid(String what) {
        return new SshInputException(SshErrorCode.INVALID_COMMAND, what);
    }

    @Override
    public FileSystem fileSystem(Charset names) throws SshException {
        if (names == null) {
            throw new SshInputException(SshErrorCode.INVALID_TRANSFER, "the charset of the file names is null");
        }
        Lease lease = control.lease();
        FilesEvent event = new FilesEvent();
        return lease.events().recorded(event, () -> {
            SlotEvents events = lease.events();
            SftpChannel sftp = lease.sftp(names, channels, event);
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
        return transfer(Transfer.Direction.UPLOAD, source, target, options);
    }

    @Override
    public SshTransferResult download(String source, Path target, SshTransferOptions options) throws SshException {
        return transfer(Transfer.Direction.DOWNLOAD, target, source, options);
    }

    private SshTransferResult transfer(Transfer.Direction direction, Path local, String remote, SshTransferOptions options)
            throws SshException {
        if (local == null || remote == null || remote.isEmpty() || options == null) {
            throw new SshInputException(SshErrorCode.INVALID_TRANSFER, "a file or the options of a transfer are null or empty");
        }
        if (options.timeout() != null && (options.timeout().isNegative() || options.timeout().isZero())) {
            throw new SshInputException(SshErrorCode.INVALID_TRANSFER, "invalid time limit of a transfer: " + options.timeout());
        }
        return new FileTransfer(direction, local, remote, options).run(control.lease(), channels, control::lease);
    }

    @Override
    public SshForward forwardLocal(String bindHost, int port, String host, int hostPort) throws SshException {
        return forward(new Forwarding(Forwarding.Kind.LOCAL, bindHost, port, host, hostPort));
    }

    @Override
    public SshForward forwardRemote(String bindHost, int port, String host, int hostPort) throws SshException {
        return forward(new Forwarding(Forwarding.Kind.REMOTE, bindHost, port, host, hostPort));
    }

    @Override
    public SshForward forwardDynamic(String bindHost, int port) throws SshException {
        return forward(new Forwarding(Forwarding.Kind.DYNAMIC, bindHost, port, null, 0));
    }

    private SshForward forward(Forwarding forwarding) throws SshException {
        checkAddress(forwarding.bindHost(), forwarding.bindPort(), 0);
        if (forwarding.kind() != Forwarding.Kind.DYNAMIC) {
            checkAddress(forwarding.host(), forwarding.port(), 1);
        }
        return new SshForwardHandle(control.lease().forward(forwarding, channels));
    }

    private static void checkAddress(String host, int port, int leastPort) throws SshInputException {
        if (host == null || host.isBlank() || host.chars().anyMatch(Character::isISOControl) || port < leastPort || port > 65_535) {
            throw new SshInputException(SshErrorCode.INVALID_TARGET, "invalid address of a forwarding: host " + host + ", port " + port);
        }
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
