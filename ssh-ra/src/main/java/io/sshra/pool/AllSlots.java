package io.sshra.pool;

import io.sshra.SshConnectionInfo;
import io.sshra.pool.key.PhysicalConnection;
import io.sshra.pool.key.Session;
import io.sshra.pool.key.Slot;
import io.sshra.pool.key.SlotInfo;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** The slots of all sessions, as operators see them. Takes no lock. */
final class AllSlots {

    private final Collection<Session> sessions;

    /** @param sessions a live view of all sessions */
    AllSlots(Collection<Session> sessions) {
        this.sessions = sessions;
    }

    /** The current figures of one connection definition. */
    Figures figures(String definition) {
        Figures figures = Figures.NONE;
        for (Slot slot : slots(other -> other.key().definition().equals(definition))) {
            figures = figures.plus(SlotInfo.figures(slot));
        }
        return figures;
    }

    /** The connections of these slots, ordered by number. */
    List<SshConnectionInfo> connections(Predicate<Slot> wanted) {
        return slots(wanted).stream().filter(slot -> !slot.isDead() && slot.wasOpen()).map(Slot::info)
                .sorted(Comparator.comparingLong(SshConnectionInfo::number)).toList();
    }

    /** Closes the physical connection with this number; false if these slots have none. */
    boolean close(Predicate<Slot> wanted, long number) {
        for (Slot slot : slots(wanted)) {
            PhysicalConnection connection = slot.connection();
            if (connection != null && connection.number() == number) {
                return slot.killWith(connection, CloseReason.EXPLICIT_CLOSE);
            }
        }
        return false;
    }

    private List<Slot> slots(Predicate<Slot> wanted) {
        return sessions.stream().flatMap(session -> session.allSlots().stream()).filter(wanted).toList();
    }
}
