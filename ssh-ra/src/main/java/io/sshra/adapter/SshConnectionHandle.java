package io.sshra.adapter;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionInfo;
import io.sshra.SshConnectionLostException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshForward;
import io.sshra.SshInputException;
import io.sshra.SshProcess;
import io.sshra.SshPty;
import io.sshra.SshShell;
import io.sshra.SshTimeoutException;
import io.sshra.SshTransferOptions;
import io.sshra.SshTransferResult;
import io.sshra.events.FilesEvent;
import io.sshra.pool.ConnectionKey;
import io.sshra.pool.Lease;
import io.sshra.pool.OpenChannels;
import io.sshra.pool.SlotEvents;
import io.sshra.ssh.Forwarding;
import io.sshra.ssh.SftpChannel;
import io.sshra.transfer.Transfer;
import io.sshra.transfer.TransferCancelledException;
import io.sshra.transfer.TransferTimeoutException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.Charset;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * The application's handle: OPEN, then CLOSED once, by the application or by the container's cleanup. A handle whose lease
 * is dead stays open and says why at each use.
 */
final class SshConnectionHandle implements SshConnection {

    /** RFC 4254 section 8. */
    private static final Set<String> TERMINAL_MODES = Set.of("VINTR", "VQUIT", "VERASE", "VKILL", "VEOF", "VEOL", "VEOL2",
            "VSTART", "VSTOP", "VSUSP", "VDSUSP", "VREPRINT", "VWERASE", "VLNEXT", "VFLUSH", "VSWTCH", "VSTATUS", "VDISCARD",
            "IGNPAR", "PARMRK", "INPCK", "ISTRIP", "INLCR", "IGNCR", "ICRNL", "IUCLC", "IXON", "IXANY", "IXOFF", "IMAXBEL",
            "ISIG", "ICANON", "XCASE", "ECHO", "ECHOE", "ECHOK", "ECHONL", "NOFLSH", "TOSTOP", "IEXTEN", "ECHOCTL", "ECHOKE",
            "PENDIN", "OPOST", "OLCUC", "ONLCR", "OCRNL", "ONOCR", "ONLRET", "CS7", "CS8", "PARENB", "PARODD");

    /**
     * A server that gets a larger packet than it takes ends the connection, with all that runs on it: OpenSSH takes 256 KiB,
     * and a character has 4 bytes at most in UTF-8.
     */
    private static final int MOST_CHARACTERS = 65_000;

    private static final AtomicReferenceFieldUpdater<SshConnectionHandle, SshManagedConnection> CONNECTION =
            AtomicReferenceFieldUpdater.newUpdater(SshConnectionHandle.class, SshManagedConnection.class, "connection");

    private final ConnectionKey key;
    private final OpenChannels channels = new OpenChannels();
    /** The lease that it is of; null once it is closed. */
    private volatile SshManagedConnection connection;

    SshConnectionHandle(SshManagedConnection connection) {
        this.key = connection.lease().key();
        this.connection = connection;
    }

    @Override
    public SshCommandResult exec(SshCommand command) throws SshException {
        check(command);
        SshCommandResult result = open().lease().exec(command, channels);
        if (connection == null && !result.connectionLost() && result.exitCode() == SshCommandResult.NO_EXIT_CODE
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
        return new SshProcessHandle(open().lease().start(command, channels), command);
    }

    private static void check(SshCommand command) throws SshInputException {
        if (command == null || command.commandLine() == null) {
            throw invalid("the command, or one of its arguments, is null");
        }
        if (command.commandLine().isBlank()) {
            throw invalid("the command is empty");
        }
        if (command.commandLine().indexOf('\0') >= 0) {
            throw invalid("the command has a NUL at index " + command.commandLine().indexOf('\0'));
        }
        if (command.stdin() == null || command.charset() == null) {
            throw invalid("the command's stdin or charset is null");
        }
        checkLength(command.commandLine(), "the command");
        if (command.outputLimit() < 0) {
            throw invalid("the command's output limit is " + command.outputLimit());
        }
        if (command.timeout() != null && (command.timeout().isNegative() || command.timeout().isZero())) {
            throw invalid("the command's timeout is " + command.timeout());
        }
        if (command.pty() != null) {
            check(command.pty());
        }
        check(command.environment());
    }

    private static void check(SshPty pty) throws SshInputException {
        if (pty == null || pty.type() == null || pty.columns() < 1 || pty.rows() < 1) {
            throw invalid("the pseudo-terminal has no type or no size: " + pty);
        }
        for (String mode : pty.modes().keySet()) {
            if (!TERMINAL_MODES.contains(mode)) {
                throw invalid("RFC 4254 section 8 has no terminal mode " + mode);
            }
        }
    }

    private static void check(Map<String, String> environment) throws SshInputException {
        if (environment == null) {
            throw invalid("the environment is null");
        }
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            if (variable.getKey() == null || variable.getKey().isEmpty() || variable.getKey().indexOf('=') >= 0
                    || variable.getKey().indexOf('\0') >= 0 || variable.getValue() == null
                    || variable.getValue().indexOf('\0') >= 0) {
                throw invalid("the environment variable " + variable.getKey() + " has no usable name or value");
            }
            checkLength(variable.getKey() + variable.getValue(), "an environment variable");
        }
    }

    private static void checkLength(String text, String what) throws SshInputException {
        if (text.length() > MOST_CHARACTERS) {
            throw invalid(what + " has " + text.length() + " characters, more than the " + MOST_CHARACTERS
                    + " that fit into a packet: send it by standard input or as a file");
        }
    }

    private static SshInputException invalid(String what) {
        return new SshInputException(SshErrorCode.INVALID_COMMAND, what);
    }

    @Override
    public SshShell shell(SshPty pty, Map<String, String> environment) throws SshException {
        check(pty);
        check(environment);
        return new SshShellHandle(open().lease().shell(pty, environment, channels), pty);
    }

    @Override
    public FileSystem fileSystem(Charset names) throws SshException {
        if (names == null) {
            throw new SshInputException(SshErrorCode.INVALID_TRANSFER, "the charset of the file names is null");
        }
        Lease lease = open().lease();
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
        Lease lease = open().lease();
        io.sshra.events.TransferEvent event = new io.sshra.events.TransferEvent(direction.name().toLowerCase(Locale.ROOT), local.toString(), remote);
        return lease.events().recorded(event, () -> {
            SshTransferResult result = transfer(direction, local, remote, options, lease.sftp(options.charset(), channels, event));
            event.ended(result);
            lease.events().record(event);
            return result;
        });
    }

    private SshTransferResult transfer(Transfer.Direction direction, Path local, String remote, SshTransferOptions options,
            SftpChannel sftp) throws SshException {
        try {
            Path there = sftp.fileSystem().getPath(remote);
            Transfer transfer = new Transfer(direction, options);
            return direction == Transfer.Direction.UPLOAD ? transfer.run(local, there) : transfer.run(there, local);
        } catch (TransferCancelledException e) {
            throw new SshException(SshErrorCode.TRANSFER_CANCELLED, "the transfer was " + e.getMessage(), e);
        } catch (TransferTimeoutException e) {
            throw new SshTimeoutException(SshErrorCode.TRANSFER_TIMEOUT, "the transfer was " + e.getMessage(), e);
        } catch (ClosedByInterruptException e) {
            throw new SshException(SshErrorCode.INTERRUPTED, "interrupted while a file was transferred", e);
        } catch (IOException | ClosedFileSystemException | InvalidPathException e) {
            throw transferFailed(e, sftp, direction == Transfer.Direction.UPLOAD ? local + " to " + remote : remote + " to " + local);
        } finally {
            sftp.close();
        }
    }

    private SshException transferFailed(Exception cause, SftpChannel sftp, String what) throws SshException {
        open();
        boolean aboutOneFile = cause instanceof FileSystemException && sftp.fileSystem().isOpen();
        if (!aboutOneFile && sftp.isLost()) {
            return new SshConnectionLostException(SshErrorCode.CONNECTION_LOST, "the connection was lost while " + what
                    + " was transferred", cause);
        }
        return new SshException(SshErrorCode.TRANSFER_FAILED, "the transfer of " + what + " failed: " + cause.getMessage(), cause);
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
        return new SshForwardHandle(open().lease().forward(forwarding, channels));
    }

    private static void checkAddress(String host, int port, int leastPort) throws SshInputException {
        if (host == null || host.isBlank() || host.chars().anyMatch(Character::isISOControl) || port < leastPort || port > 65_535) {
            throw new SshInputException(SshErrorCode.INVALID_TARGET, "this can't be forwarded: host " + host + ", port " + port);
        }
    }

    @Override
    public SshConnectionInfo info() throws SshException {
        return open().lease().info();
    }

    private SshManagedConnection open() throws SshConnectionClosedException {
        SshManagedConnection open = connection;
        if (open == null) {
            throw channels.handleClosed();
        }
        return open;
    }

    @Override
    public void close() {
        SshManagedConnection last = invalidate();
        if (last != null) {
            last.handleClosed(this);
        }
    }

    /** The container is about to destroy its lease. */
    void takenAway() {
        channels.takenAway();
    }

    /** Closes it and what it opened, without telling the container; the lease that it was of, or null if it is closed. */
    SshManagedConnection invalidate() {
        SshManagedConnection last = CONNECTION.getAndSet(this, null);
        if (last != null) {
            channels.close();
        }
        return last;
    }

    /** The container associates the handle with another lease of the same key; false if that can't be. */
    boolean moveTo(SshManagedConnection target) {
        SshManagedConnection before = connection;
        if (before == null || !before.sameKey(target)) {
            return false;
        }
        // In this order whoever closes it meanwhile finds it where it looks.
        target.adopt(this);
        boolean moved = CONNECTION.compareAndSet(this, before, target);
        (moved ? before : target).abandon(this);
        return moved;
    }

    /** Whose it is; no secret. */
    @Override
    public String toString() {
        return "SshConnection[" + key + "]";
    }
}
