package io.sshra.adapter.handle;

import io.sshra.SshConnection;
import io.sshra.SshConnectionClosedException;
import io.sshra.pool.Admission;
import io.sshra.pool.ConnectionKey;
import io.sshra.pool.HandleOrigin;
import io.sshra.pool.Lease;
import io.sshra.pool.OpenChannels;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The container's side of a handle: OPEN, then CLOSED once, by the application or by the container's cleanup. A handle whose
 * lease is dead stays open and says why at each use. Thread-safe without a lock.
 *
 * <p>An open handle has an owner. It also owns its place among the session's open handles, from {@link #own} until it is closed or
 * its lease is dead, whichever comes first. Both are in one immutable state in one atomic reference, so that a close is one move.
 */
public final class HandleControl implements Admission.Handle {

    /**
     * The state of an open handle.
     *
     * @param place      the admission whose place the handle owns; null before the caller's admission is granted and after the lease ended
     * @param leaseEnded whether the lease is dead: the handle owns no place any more
     */
    private record Open(Owner owner, Admission place, boolean leaseEnded) {

        Open movedTo(Owner other) {
            return new Open(other, place, leaseEnded);
        }
    }

    private final ConnectionKey key;
    private final HandleOrigin origin;
    private final OpenChannels channels = new OpenChannels();
    private final SshConnectionHandle connection;
    /** Null once the handle is closed. */
    private final AtomicReference<Open> state;

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
    public HandleControl(Owner owner, HandleOrigin origin) {
        this.key = owner.lease().key();
        this.origin = origin;
        this.state = new AtomicReference<>(new Open(owner, null, false));
        this.connection = new SshConnectionHandle(this, channels);
    }

    /** What the application gets. */
    public SshConnection connection() {
        return connection;
    }

    /** The container's side of a handle; null if it is not a handle of this adapter, but perhaps a subclass of the container. */
    public static HandleControl of(Object connection) {
        return connection instanceof SshConnectionHandle handle ? handle.control : null;
    }

    ConnectionKey key() {
        return key;
    }

    /** When, by which thread and where the application took it. */
    public HandleOrigin origin() {
        return origin;
    }

    /**
     * The lease that it belongs to.
     *
     * @throws SshConnectionClosedException if it is closed, or its lease was taken away. Its channels end before the connection does, so
     *                                      whoever reports a failure of a channel asks here first
     */
    Lease lease() throws SshConnectionClosedException {
        Open open = state.get();
        if (open == null || channels.isClosed()) {
            throw channels.handleClosed();
        }
        return open.owner.lease();
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
        Open last = state.getAndSet(null);
        if (last != null) {
            try {
                channels.close();
            } finally {
                if (last.place != null) {
                    last.place.returnPlace();
                }
                if (byApplication) {
                    last.owner.handleClosed(this);
                } else {
                    last.owner.abandon(this);
                }
            }
        }
    }

    /** The container is about to destroy its lease: closes what it opened. Later uses, and those under way, fail with that reason. */
    public void takenAway() {
        channels.takenAway();
    }

    /** Its lease is dead: it does not count as an open handle any more. */
    public void leaseEnded() {
        Open before = state.getAndUpdate(now -> now == null ? null : new Open(now.owner, null, true));
        if (before != null && before.place != null) {
            before.place.returnPlace();
        }
    }

    @Override
    public boolean own(Admission admission) {
        for (;;) {
            Open now = state.get();
            if (now == null || now.leaseEnded) {
                return false;
            }
            if (state.compareAndSet(now, new Open(now.owner, admission, false))) {
                return true;
            }
        }
    }

    /** The container associates the handle with another lease; false if that is of another key, or the handle is closed. */
    public boolean moveTo(Owner target) {
        if (!key.equals(target.lease().key())) {
            return false;
        }
        for (;;) {
            Open now = state.get();
            if (now == null) {
                return false;
            }
            // In this order, so that a concurrent close finds the handle at one of the two.
            target.adopt(this);
            if (state.compareAndSet(now, now.movedTo(target))) {
                now.owner.abandon(this);
                return true;
            }
            target.abandon(this);
        }
    }

    /** Whose it is; no secret. */
    @Override
    public String toString() {
        return connection.toString();
    }
}
