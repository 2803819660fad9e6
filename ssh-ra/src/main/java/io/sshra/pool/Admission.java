package io.sshra.pool;

import io.sshra.pool.key.PhysicalConnection;
import io.sshra.pool.key.Slot;

/**
 * A caller's way through the container: holds the caller's slot, its place among the session's leases and, if it will have
 * to wait for a connect, among the host's waiting callers. Closed when the caller has a handle or an exception.
 */
public final class Admission implements AutoCloseable {

    private final Slot slot;
    private final boolean waiting;
    private boolean granted;

    Admission(Slot slot, boolean waiting) {
        this.slot = slot;
        this.waiting = waiting;
    }

    /** What the container's pool is asked with. */
    public ConnectionKey key() {
        return slot.key();
    }

    /** The caller has its handle, whose closing gives the session's lease back. */
    public void granted() {
        granted = true;
        if (!waiting) {
            PhysicalConnection connection = slot.connection();
            slot.events().reused(connection == null ? 0 : connection.number());
        }
    }

    @Override
    public void close() {
        if (waiting) {
            slot.connector().leaveAdmitted();
        }
        if (!granted) {
            slot.session().returnLease();
        }
        slot.letGo();
    }
}
