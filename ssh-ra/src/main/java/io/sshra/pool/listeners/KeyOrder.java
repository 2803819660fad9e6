package io.sshra.pool.listeners;

import java.util.List;

/** The order in which listeners are told of the connections of one slot. Thread-safe. */
public final class KeyOrder {

    private final Listeners listeners;
    /** The connection that was announced last; null if there was none. Guarded by the listeners' lock. */
    private Telling latest;

    KeyOrder(Listeners listeners) {
        this.listeners = listeners;
    }

    /**
     * Announces a connection that is about to open. Call this before it can end, and so before the slot can have another one.
     *
     * @return what the connection reports to
     */
    public Telling announce() {
        List<Registration> audience = listeners.registrations();
        if (audience.isEmpty()) {
            return Telling.NOBODY;
        }
        Telling announced = new Telling(listeners, audience);
        listeners.lock().lock();
        try {
            if (latest != null && !latest.isOver()) {
                announced.follow(latest);
            }
            latest = announced;
            return announced;
        } finally {
            listeners.lock().unlock();
        }
    }
}
