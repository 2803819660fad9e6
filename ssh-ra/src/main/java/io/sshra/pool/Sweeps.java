package io.sshra.pool;

import io.sshra.base.Step;
import io.sshra.pool.key.ForgottenLeases;
import io.sshra.pool.key.PhysicalConnection;
import io.sshra.pool.key.Session;
import io.sshra.pool.key.SharedResources;
import io.sshra.pool.key.Slot;
import io.sshra.pool.key.Validation;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * Maintenance over all connections. A sweep only reads and changes states. A thread of the pool does what follows from a change, so
 * that a sweep never waits for a session, the log or a server.
 */
final class Sweeps {

    private final Collection<Session> sessions;
    private final SharedResources shared;
    private volatile Validation latest;

    /** @param sessions a live view of all sessions */
    Sweeps(Collection<Session> sessions, SharedResources shared) {
        this.sessions = sessions;
        this.shared = shared;
    }

    /** Reports handles that stay open. Evicts idle connections and returns how many. */
    int evictIdle() {
        int evicted = 0;
        ForgottenLeases forgotten = new ForgottenLeases(shared, shared.settings().idleTimeout().multipliedBy(2));
        for (Session session : sessions) {
            for (Slot slot : session.allSlots()) {
                shared.leaks().sweep(slot, slot.leases().stream().flatMap(lease -> lease.handles().stream()), shared.threads().ends());
                PhysicalConnection connection = slot.connection();
                if (connection == null) {
                    forgotten.endIfIn(slot);
                } else if (connection.evictIfIdle(slot.idleTimeout(), CloseReason.IDLE_TIMEOUT, shared.threads().ends())) {
                    evicted++;
                }
            }
        }
        shared.breaker().sweep();
        return evicted;
    }

    /** Sends a probe on all connections that may have channels and whose servers answer, retired ones too, and returns the next step. */
    Step probe() {
        Validation validation = new Validation(connections(found -> found.isUsable() && found.answersRequests()), shared, other -> other == latest);
        latest = validation;
        return validation.begin();
    }

    List<PhysicalConnection> openConnections() {
        return connections(PhysicalConnection::isOpen);
    }

    private List<PhysicalConnection> connections(Predicate<PhysicalConnection> wanted) {
        return sessions.stream().flatMap(session -> session.allSlots().stream()).map(Slot::connection)
                .filter(connection -> connection != null && wanted.test(connection)).toList();
    }
}
