package io.sshra.pool.key;

import io.sshra.pool.CloseReason;
import io.sshra.pool.Lease;
import java.time.Duration;

/** Leases that the container has forgotten: it will never destroy them, and their slot would never be gone. For a sweep. */
public final class ForgottenLeases {

    private final SharedResources shared;
    private final Duration age;

    /** @param age the time without a connection after which the container must have forgotten unused leases */
    public ForgottenLeases(SharedResources shared, Duration age) {
        this.shared = shared;
        this.age = age;
    }

    /**
     * Ends the slot if the container must have forgotten its leases, and drops them. Does nothing if a caller uses the slot meanwhile.
     * Another thread waits for the session's lock and for the container.
     */
    public void endIfIn(Slot slot) {
        if (!areIn(slot)) {
            return;
        }
        boolean usable = !slot.isDead();
        SlotLife.State<PhysicalConnection> before = usable ? dead(slot) : null;
        if (!usable || before != null) {
            shared.threads().ends().execute(() -> {
                if (before != null) {
                    slot.endWithLeases(before, CloseReason.CONTAINER_DESTROYED);
                }
                slot.leases().forEach(slot::drop);
            });
        }
    }

    /** Makes the slot dead unless a caller uses it. Returns the previous state; null if it was dead or a caller uses it. */
    private SlotLife.State<PhysicalConnection> dead(Slot slot) {
        Holders holders = slot.life().holders();
        if (!holders.close(slot.leases().size())) {
            return null;
        }
        // Nobody can get a handle now. So leases that are not in use stay so.
        SlotLife.State<PhysicalConnection> before = areIn(slot) ? slot.life().die(CloseReason.CONTAINER_DESTROYED) : null;
        if (before == null) {
            holders.reopen();
        }
        return before;
    }

    /** Whether only leases that nobody uses hold the slot, and it had no connection for so long. */
    private boolean areIn(Slot slot) {
        return slot.connection() == null && shared.clock().nanos() - slot.endedNanos() > age.toNanos()
                && slot.life().holders().number() == slot.leases().size() && slot.leases().stream().noneMatch(Lease::isInUse);
    }
}
