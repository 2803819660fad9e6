package io.sshra.adapter.handle;

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
import io.sshra.SshTransferOptions;
import io.sshra.SshTransferResult;
import io.sshra.events.FilesEvent;
import io.sshra.pool.Admission;
import io.sshra.pool.ConnectionKey;
import io.sshra.pool.Lease;
import io.sshra.pool.OpenChannels;
import io.sshra.pool.SlotEvents;
import io.sshra.ssh.Forwarding;
import io.sshra.ssh.SftpChannel;
import io.sshra.transfer.Transfer;
import io.sshra.transfer.TransferCancelledException;
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
public final class SshConnectionHandle implements SshConnection, Admission.Handle {

    /** The lease that a handle is of, as the container has it. */
    public interface Owner {

        Lease lease();

        /** Whether it is a lease of the same key. */
        boolean sameKey(Owner other);

        /** The handle is one of its handles from now on. */
        void adopt(SshConnectionHandle handle);

        /** The handle is not one of its handles any more; false if it was not one before. */
        boolean abandon(SshConnectionHandle handle);

        /** The application closed the handle: the container gets the lease back. */
        void handleClosed(SshConnectionHandle handle);
    }

    private static final AtomicReferenceFieldUpdater<SshConnectionHandle, Owner> OWNER =
            AtomicReferenceFieldUpdater.newUpdater(SshConnectionHandle.class, Owner.class, "owner");

    private static final AtomicReferenceFieldUpdater<SshConnectionHandle, Object> PLACE =
            AtomicReferenceFieldUpdater.newUpdater(SshConnectionHandle.class, Object.class, "place");
    private static final Object RETURNED = new Object();

    private final ConnectionKey key;
    private final OpenChannels channels = new OpenChannels();
    /** The lease that it is of; null once it is closed. */
    private volatile Owner owner;
    /** Null until the caller's admission is granted, then that admission; {@link #RETURNED} once this handle is closed or its lease is dead. */
    private volatile Object place;

    /** A handle that is open. The owner adopts it. */
    public SshConnectionHandle(Owner owner) {
        this.key = owner.lease().key();
        this.owner = owner;
    }

    @Override
    public SshCommandResult exec(SshCommand command) throws SshException {
        ProgramRules.check(command);
        SshCommandResult result = open().lease().exec(command, channels);
        if (owner == null && !result.connectionLost() && result.exitCode() == SshCommandResult.NO_EXIT_CODE
                && result.exitSignal() == null && !result.timedOut()) {
            throw channels.handleClosed();
        }
        return result;
    }

    @Override
    public SshProcess start(SshCommand command) throws SshException {
        ProgramRules.check(command);
        if (command.stdin().length > 0) {
            throw ProgramRules.invalid("the command has an input: write it to the stdin of its process");
        }
        return new SshProcessHandle(open().lease().start(command, channels), command);
    }

    @Override
    public SshShell shell(SshPty pty, Map<String, String> environment) throws SshException {
        ProgramRules.check(pty);
        ProgramRules.check(environment);
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
        return new FileTransfer(direction, local, remote, options).run(open().lease(), channels, this::open);
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

    private Owner open() throws SshConnectionClosedException {
        Owner open = owner;
        if (open == null) {
            throw channels.handleClosed();
        }
        return open;
    }

    @Override
    public void close() {
        Owner last = invalidate();
        if (last != null) {
            last.handleClosed(this);
        }
    }

    /** The container is about to destroy its lease. */
    public void takenAway() {
        channels.takenAway();
    }

    /** Closes it and what it opened, without telling the container; the lease that it was of, or null if it is closed. */
    public Owner invalidate() {
        Owner last = OWNER.getAndSet(this, null);
        if (last != null) {
            channels.close();
            returnPlace();
        }
        return last;
    }

    @Override
    public boolean own(Admission admission) {
        return PLACE.compareAndSet(this, null, admission);
    }

    /** Returns its place among the session's open handles, if it owns one. */
    public void returnPlace() {
        if (PLACE.getAndSet(this, RETURNED) instanceof Admission owned) {
            owned.returnPlace();
        }
    }

    /** The container associates the handle with another lease of the same key; false if that can't be. */
    public boolean moveTo(Owner target) {
        Owner before = owner;
        if (before == null || !before.sameKey(target)) {
            return false;
        }
        // In this order whoever closes it meanwhile finds it where it looks.
        target.adopt(this);
        boolean moved = OWNER.compareAndSet(this, before, target);
        (moved ? before : target).abandon(this);
        return moved;
    }

    /** Whose it is; no secret. */
    @Override
    public String toString() {
        return "SshConnection[" + key + "]";
    }
}
