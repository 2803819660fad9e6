package io.sshra.adapter;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.adapter.handle.HandleControl;
import io.sshra.log.AdapterLog;
import io.sshra.pool.HandleOrigin;
import io.sshra.pool.Lease;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionMetaData;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.BiConsumer;
import javax.security.auth.Subject;
import javax.transaction.xa.XAResource;

/**
 * A lease as the container sees it. {@link #getConnection} is the one method that connects: the container holds no lock then,
 * and an exception reaches the caller. {@link #destroy} takes no lock and does not wait.
 */
final class SshManagedConnection implements ManagedConnection, Lease.Owner, HandleControl.Owner {

    @SuppressWarnings("rawtypes")
    private static final AtomicReferenceFieldUpdater<SshManagedConnection, List> HANDLES =
            AtomicReferenceFieldUpdater.newUpdater(SshManagedConnection.class, List.class, "handles");

    private final SshManagedConnectionFactory definition;
    private final SshRequestInfo request;
    private final Lease lease;
    /** The open handles: usually none or one, so the list is replaced as a whole. */
    private volatile List<HandleControl> handles = List.of();
    private final List<ConnectionEventListener> listeners = new CopyOnWriteArrayList<>();
    /** The container has destroyed this lease, or was told to. */
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile PrintWriter logWriter;

    SshManagedConnection(SshManagedConnectionFactory definition, SshRequestInfo request, PrintWriter logWriter)
            throws ResourceException {
        this.definition = definition;
        this.request = request;
        this.logWriter = logWriter;
        this.lease = definition.pool().lease(request.key(), this);
    }

    /** Whether this lease has the key of that request. No I/O. */
    boolean isFor(ConnectionRequestInfo other) {
        return request.equals(other);
    }

    /** Whether it is stale or dead. No I/O. */
    boolean isInvalid() {
        return lease.isInvalid();
    }

    @Override
    public Lease lease() {
        return lease;
    }

    // ---- hooks ----

    @Override
    public Object getConnection(Subject subject, ConnectionRequestInfo wanted) throws ResourceException {
        try {
            return handle(subject, wanted);
        } catch (ResourceException | RuntimeException | Error e) {
            giveBack();
            throw e;
        }
    }

    private Object handle(Subject subject, ConnectionRequestInfo wanted) throws ResourceException {
        if (!isFor(wanted)) {
            writeLog("refused to use a lease of " + request + " for " + wanted);
            throw new SshException(SshErrorCode.WRONG_LEASE, "the container offered a lease of " + request + " for " + wanted
                    + ": " + definition.container().keys());
        }
        lease.checkOut(definition.login(subject), definition.answerer(request.key()));
        HandleControl handle = new HandleControl(this, lease.handleTaken(PooledConnectionFactory.class));
        adopt(handle);
        Asking.made(request, handle);
        return handle.connection();
    }

    /** Closes the handles and what they opened, without waiting for the server. */
    @Override
    public void cleanup() {
        handles.forEach(HandleControl::invalidate);
    }

    @Override
    public void destroy() {
        over.set(true);
        if (Asking.isForAnotherThan(request) && !lease.isInvalid()) {
            definition.destroyedForAnotherKey();
        }
        try {
            handles.forEach(HandleControl::takenAway);
            cleanup();
        } finally {
            lease.destroy();
        }
    }

    @Override
    public void associateConnection(Object connection) throws ResourceException {
        HandleControl handle = HandleControl.of(connection);
        if (handle == null || !handle.moveTo(this)) {
            throw new ResourceException("Not an open handle of this key: " + connection);
        }
    }

    @Override
    public void adopt(HandleControl handle) {
        List<HandleControl> before;
        List<HandleControl> after;
        do {
            before = handles;
            if (before.isEmpty()) {
                after = List.of(handle);
            } else {
                after = new ArrayList<>(before);
                after.add(handle);
            }
        } while (!HANDLES.compareAndSet(this, before, after));
    }

    @Override
    public boolean abandon(HandleControl handle) {
        List<HandleControl> before;
        List<HandleControl> after;
        do {
            before = handles;
            if (before.size() == 1 && before.get(0) == handle) {
                after = List.of();
            } else {
                after = new ArrayList<>(before);
                if (!after.remove(handle)) {
                    return false;
                }
            }
        } while (!HANDLES.compareAndSet(this, before, after));
        return true;
    }

    @Override
    public void handleClosed(HandleControl handle) {
        if (abandon(handle)) {
            fireClosed(handle);
        }
    }

    /** The lease is dead: its handles throw from now on, and the container gets its permit back. */
    @Override
    public void leaseEnded() {
        for (HandleControl handle : handles) {
            handle.leaseEnded();
            handleClosed(handle);
        }
        giveBack();
    }

    /**
     * This lease is of no use any more. A container that does not find out by itself is told so once, unless it has destroyed the lease:
     * otherwise it would keep a place in its pool for it.
     */
    private void giveBack() {
        if (definition.container().dropsOneLeaseAtAnError() && over.compareAndSet(false, true)) {
            fire(ConnectionEventListener::connectionErrorOccurred, new ConnectionEvent(this, ConnectionEvent.CONNECTION_ERROR_OCCURRED));
        }
    }

    @Override
    public List<HandleOrigin> handles() {
        return handles.stream().map(HandleControl::origin).toList();
    }

    private void fireClosed(HandleControl handle) {
        ConnectionEvent event = new ConnectionEvent(this, ConnectionEvent.CONNECTION_CLOSED);
        event.setConnectionHandle(handle.connection());
        fire(ConnectionEventListener::connectionClosed, event);
    }

    private void fire(BiConsumer<ConnectionEventListener, ConnectionEvent> call, ConnectionEvent event) {
        for (ConnectionEventListener listener : listeners) {
            try {
                call.accept(listener, event);
            } catch (RuntimeException | Error e) {
                AdapterLog.LOG.listenerFailed(e);
            }
        }
    }

    // ---- the rest of the contract ----

    @Override
    public void addConnectionEventListener(ConnectionEventListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeConnectionEventListener(ConnectionEventListener listener) {
        listeners.remove(listener);
    }

    @Override
    public XAResource getXAResource() throws ResourceException {
        throw new NotSupportedException("SSH has no transactions");
    }

    @Override
    public LocalTransaction getLocalTransaction() throws ResourceException {
        throw new NotSupportedException("SSH has no transactions");
    }

    @Override
    public ManagedConnectionMetaData getMetaData() throws ResourceException {
        return new SshManagedConnectionMetaData(lease.info());
    }

    @Override
    public void setLogWriter(PrintWriter writer) {
        logWriter = writer;
    }

    @Override
    public PrintWriter getLogWriter() {
        return logWriter;
    }

    /** For unusual events only: WildFly writes each line to its log. */
    private void writeLog(String what) {
        PrintWriter writer = logWriter;
        if (writer != null) {
            writer.println(what);
        }
    }

    @Override
    public String toString() {
        return "SshManagedConnection[" + request + "]";
    }
}
