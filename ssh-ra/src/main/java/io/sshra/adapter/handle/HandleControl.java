package io.sshra.adapter.handle;

import io.sshra.SshConnection;
import io.sshra.SshConnectionClosedException;
import io.sshra.pool.Admission;
import io.sshra.pool.ConnectionKey;
import io.sshra.pool.Lease;
import io.sshra.pool.OpenChannels;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * The container's side of a handle: OPEN, then CLOSED once, by the application or by the container's cleanup. A handle whose
 * lease is dead stays open and says why at each use. Used by any number of threads.
 *
 * <p>An open handle has an owner. It also owns its place among the session's open handles, from {@link #own} until it is closed or
 * its lease is dead, whichever comes first. Both are moved by compare-and-set.
 */
public final class HandleControl implements Admission.Handle {

    private static final AtomicReferenceFieldUpdater<HandleControl, Owner> OWNER =
            AtomicReferenceFieldUpdater.newUpdater(HandleControl.class, Owner.class, "owner");
    private static final AtomicReferenceFieldUpdater<HandleControl, Object> PLACE =
            AtomicReferenceFieldUpdater.newUpdater(HandleControl.class, Object.class, "place");
    private static final Object RETURNED = new Object();

    private final ConnectionKey key;
    private final OpenChannels channels = new OpenChannels();
    private final SshConnectionHandle connection;
    /** Null once the handle is closed. */
    private volatile Owner owner;
    /** Null until the caller's admission is granted, then that admission; {@link #RETURNED} in the end. */
    private volatile Object place;

    /** The container's lease that a handle belongs to. */
    public interface Owner {

        Lease lease();

        /** The handle belongs to it from now on. */
        void adopt(HandleControl handle);

        /** The handle does not belong to it any more; false if it did not before. */
        boolean abandon(HandleControl handle);

        /** The application closed the handle: the container gets the lease back. */
        void handleClosed(HandleControl handle);
    }

    /** A handle that is open. The caller has the owner adopt it. */
    public HandleControl(Owner owner) {
        this.key = owner.lease().key();
        this.owner = owner;
        this.connection = new SshConnectionHandle(this, channels);
    }

    /** What the application gets. */
    public SshConnection connection() {
        return connection;
    }

    /** The container's side of a handle that an application got; null if it is not a handle of this adapter. */
    public static HandleControl of(Object connection) {
        return connection instanceof SshConnectionHandle handle ? handle.control : null;
    }

    ConnectionKey key() {
        return key;
    }

    /** The lease that it belongs to. */
    Lease lease() throws SshConnectionClosedException {
        Owner open = owner;
        if (open == null) {
            throw channels.handleClosed();
        }
        return open.lease();
    }

    boolean isClosed() {
        return owner == null;
    }

    /** For the application: closes it and what it opened; the container gets the lease back. A no-op if it is closed. */
    void close() {
        end(true);
    }

    /** For the container: closes it and what it opened, without an event. A no-op if it is closed. */
    public void invalidate() {
        end(false);
    }

    /** Whatever a channel does when it is closed, the place is returned and the owner is informed. */
    private void end(boolean byApplication) {
        Owner last = OWNER.getAndSet(this, null);
        if (last != null) {
            try {
                channels.close();
            } finally {
                returnPlace();
                if (byApplication) {
                    last.handleClosed(this);
                } else {
                    last.abandon(this);
                }
            }
        }
    }

    /** The container is about to destroy its lease. */
    public void takenAway() {
        channels.takenAway();
    }

    /** Its lease is dead: it does not count as an open handle any more. */
    public void leaseEnded() {
        returnPlace();
    }

    @Override
    public boolean own(Admission admission) {
        return PLACE.compareAndSet(this, null, admission);
    }

    private void returnPlace() {
        if (PLACE.getAndSet(this, RETURNED) instanceof Admission owned) {
            owned.returnPlace();
        }
    }

    /** The container associates the handle with another lease; false if that is of another key, or the handle is closed. */
    public boolean moveTo(Owner target) {
        Owner before = owner;
        if (before == null || !key.equals(target.lease().key())) {
            return false;
        }
        // In this order, so that a concurrent close finds the handle at one of the two.
        target.adopt(this);
        boolean moved = OWNER.compareAndSet(this, before, target);
        (moved ? before : target).abandon(this);
        return moved;
    }

    /** Whose it is; no secret. */
    @Override
    public String toString() {
        return connection.toString();
    }
}
