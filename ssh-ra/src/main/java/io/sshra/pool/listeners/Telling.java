package io.sshra.pool.listeners;

import io.sshra.SshConnectionEvent;
import io.sshra.SshConnectionInfo;
import io.sshra.pool.CloseReason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What listeners are told of one physical connection: its opening and then its end, or nothing.
 *
 * <pre>
 *   ANNOUNCED ──opened──▶ OPEN ──ended──▶ OVER
 *       └───────withdraw────────────────────▲
 * </pre>
 *
 * The connection reports its events in this order, each of them once, on any threads. They are held until the connection before it in
 * the same slot has been told of to its end. Thread-safe. No method waits for a listener, or throws what it throws.
 */
public final class Telling {

    /** Nobody is told: there was no listener when the connection was announced. */
    public static final Telling NOBODY = new Telling(null, List.of());

    private final Listeners listeners;
    /** The listeners of when it was announced, without those that left out the opening. Guarded by the listeners' lock, like all below. */
    private final List<Registration> audience;
    private final List<Told> held = new ArrayList<>(2);
    private boolean itsTurn = true;
    private boolean over;
    /** The next connection of the slot, while it waits for this one. */
    private Telling next;

    Telling(Listeners listeners, List<Registration> audience) {
        this.listeners = listeners;
        this.audience = new ArrayList<>(audience);
    }

    // ---- for the connection ----

    /** The connection did not open. */
    public void withdraw() {
        tell(null, true);
    }

    /**
     * The connection is open.
     *
     * @param again whether its slot had a connection before
     * @param info  describes the connection
     */
    public void opened(boolean again, Supplier<SshConnectionInfo> info) {
        tell(() -> new Told(again ? Told.Kind.RECONNECTED : Told.Kind.OPENED,
                SshConnectionEvent.opening(info.get(), listeners.clock().now())), false);
    }

    /** The open connection has ended. */
    public void ended(CloseReason reason, Supplier<SshConnectionInfo> info) {
        tell(() -> new Told(reason.isLoss() ? Told.Kind.LOST : Told.Kind.CLOSED,
                SshConnectionEvent.end(info.get(), reason.told(), listeners.clock().now())), true);
    }

    /**
     * @param event makes the event, without the lock; null for none
     * @param last  whether nothing follows
     */
    private void tell(Supplier<Told> event, boolean last) {
        if (this == NOBODY) {
            return;
        }
        Told told;
        try {
            told = event != null && hasAudience() ? event.get() : null;
        } catch (RuntimeException | Error e) {
            // Out of memory, for instance. No end without an opening, and no waiting for an end that nobody tells.
            add(null, last, true);
            throw e;
        }
        add(told, last, false);
    }

    private boolean hasAudience() {
        listeners.lock().lock();
        try {
            return !audience.isEmpty();
        } finally {
            listeners.lock().unlock();
        }
    }

    private void add(Told told, boolean last, boolean failed) {
        Set<Registration> woken = new HashSet<>();
        listeners.lock().lock();
        try {
            if (failed) {
                audience.clear();
            }
            if (told != null) {
                held.add(told);
            }
            over |= last;
            for (Telling telling = this; telling != null && telling.itsTurn; telling = telling.passOn()) {
                telling.deliver(woken);
            }
        } finally {
            listeners.lock().unlock();
        }
        woken.forEach(Registration::wake);
    }

    // ---- with the lock ----

    /** Waits for this connection, whose end has not been told. */
    void follow(Telling before) {
        itsTurn = false;
        before.next = this;
    }

    /** Whether everything about it has been told. */
    boolean isOver() {
        return over && itsTurn;
    }

    private void deliver(Set<Registration> woken) {
        woken.addAll(audience);
        for (Told told : held) {
            audience.removeIf(registration -> !registration.put(told));
        }
        held.clear();
        if (over) {
            audience.clear();
        }
    }

    /** If this one is over, it is the next one's turn, which is returned; null if there is none. */
    private Telling passOn() {
        Telling following = over ? next : null;
        if (following != null) {
            next = null;
            following.itsTurn = true;
        }
        return following;
    }
}
