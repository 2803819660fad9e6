package io.sshra.pool;

import io.sshra.pool.key.PhysicalConnection;
import io.sshra.pool.key.Slot;

/**
 * A caller on its way through the container: holds the caller's slot, its place among the session's open handles and, if it
 * will have to wait for a connect, its place among the host's waiting callers. Closed when the caller has a handle or an
 * exception. For one thread.
 *
 * <p>The place among the open handles has one owner at a time, who returns it: this admission, until {@link #granted} moves
 * it to the handle. A handle that a container got and never gave to the caller owns no place, whoever closes it.
 *
 * <pre>
 *     admission owns ──granted, handle open──▶ handle owns ──handle closes──▶ returned
 *           └──────────────close()──────────────────────────────────────────▶ returned
 * </pre>
 */
public final class Admission implements AutoCloseable {

    private final Slot slot;
    private final boolean waiting;
    private boolean handedOver;

    /** The handle that a caller gets. */
    public interface Handle {

        /**
         * Takes the place over, unless the handle is closed. From then on the handle calls {@link #returnPlace} once, when it
         * closes.
         *
         * @return false if the handle is closed
         */
        boolean own(Admission place);
    }

    Admission(Slot slot, boolean waiting) {
        this.slot = slot;
        this.waiting = waiting;
    }

    /** What the container's pool is asked with. */
    public ConnectionKey key() {
        return slot.key();
    }

    /** The caller gets this handle, which takes over its place. */
    public void granted(Handle handle) {
        handedOver = handle.own(this);
        if (!waiting) {
            PhysicalConnection connection = slot.connection();
            slot.events().reused(connection == null ? 0 : connection.number());
        }
    }

    /** The handle that owns the place is closed. On any thread. */
    public void returnPlace() {
        slot.session().returnLease();
    }

    @Override
    public void close() {
        if (waiting) {
            slot.connector().leaveAdmitted();
        }
        if (!handedOver) {
            returnPlace();
        }
        slot.letGo();
    }
}
