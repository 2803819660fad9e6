package io.sshra.pool.key;

import io.sshra.pool.CloseReason;
import io.sshra.pool.Figures;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;

/** The idle connections of a session, for one that needs a place. */
final class IdleConnections {

    private IdleConnections() {
    }

    /**
     * Evicts the connection that was idle for the longest time: one without a channel on which nobody has or is getting a handle.
     * Takes no lock.
     *
     * @param ends logs and closes it
     * @return false if there is none
     */
    static boolean evictLongest(Collection<Slot> slots, Executor ends) {
        List<PhysicalConnection> idle = slots.stream().filter(IdleConnections::isUnused).map(Slot::connection).filter(Objects::nonNull)
                .sorted(Comparator.comparing(PhysicalConnection::idle).reversed()).toList();
        return idle.stream().anyMatch(connection -> connection.evictIfIdle(Duration.ZERO, CloseReason.LIMIT_REACHED, ends));
    }

    /** A holder without a lease is a caller that is about to get one. */
    private static boolean isUnused(Slot slot) {
        int holders = slot.life().holders().number();
        Figures leases = SlotInfo.figures(slot);
        return leases.leasesInUse() == 0 && leases.leases() == holders;
    }
}
