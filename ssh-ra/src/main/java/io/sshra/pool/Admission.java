package io.sshra.pool;

import io.sshra.SshException;
import io.sshra.pool.key.PhysicalConnection;
import io.sshra.pool.key.Slot;
import io.sshra.profile.Profile;

/**
 * A caller that is admitted and does not have its handle yet. Holds the caller's slot and its place among the session's open
 * handles. If the caller has to wait for a connect, also holds its place among the host's waiting callers. Closed when the caller
 * gets a handle or an exception. Not thread-safe.
 *
 * <p>The place among the open handles has one owner at a time, and the owner returns it. This admission is the owner until
 * {@link #granted} passes the place to the handle. A handle that never reached the caller owns no place, whoever closes it.
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

    /** A handle that can own a place. */
    public interface Handle {

        /**
         * Takes the place over, unless the handle is closed. The handle then calls {@link #returnPlace} once, when it closes.
         *
         * @return false if the handle is closed
         */
        boolean own(Admission place);
    }

    private Admission(Slot slot, boolean waiting) {
        this.slot = slot;
        this.waiting = waiting;
    }

    /**
     * Admits a caller to a slot that is held for it.
     *
     * @param nowNanos the time by the pool's clock; counts as activity of an open connection
     * @throws SshException if a limit is reached or the credential was refused recently; the slot is not held any more
     */
    static Admission to(Slot slot, long nowNanos) throws SshException {
        boolean leased = false;
        try {
            slot.session().takeLease();
            leased = true;
            boolean waits = !slot.touch(nowNanos);
            if (waits) {
                slot.connector().admit();
            }
            return new Admission(slot, waits);
        } catch (SshException | RuntimeException | Error e) {
            if (leased) {
                slot.session().returnLease();
            }
            slot.letGo();
            throw e;
        }
    }

    /** The key for the container's pool. */
    public ConnectionKey key() {
        return slot.key();
    }

    /** The profile that the caller is admitted to. */
    public Profile profile() {
        return slot.profile();
    }

    /** The caller gets this handle, which takes over the place. */
    public void granted(Handle handle) {
        handedOver = handle.own(this);
        if (!waiting) {
            PhysicalConnection connection = slot.connection();
            slot.events().reused(connection == null ? 0 : connection.number());
        }
    }

    /** Called when the handle that owns the place closes. On any thread. */
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
