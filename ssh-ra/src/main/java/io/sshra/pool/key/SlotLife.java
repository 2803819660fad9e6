package io.sshra.pool.key;

import io.sshra.pool.CloseReason;
import io.sshra.pool.ContainerLogin;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * The state of a slot: one immutable value in one atomic reference. Its {@link Holders} are counted apart, because each lease counts.
 *
 * <pre>
 *   HELD ──retire──▶ RETIRED ──die──▶ DEAD
 *     │                 │               │
 *     ├───────die───────┼──────────────▶│
 *     └────the last holder lets go──────┴──▶ GONE
 * </pre>
 *
 * Only a HELD slot can get a connection, and a DEAD or GONE slot has none: the move to DEAD or GONE removes the connection and
 * returns it to the caller, who ends it. Exactly one caller moves the slot out of HELD, and wipes its secrets.
 *
 * <p>The last holder closes the number of holders, and then moves the slot to GONE. Between the two steps nobody can hold the slot, and
 * the second step takes the connection that the slot has at that moment. Thread-safe without a lock.
 *
 * @param <C> a connection; compared by identity
 */
final class SlotLife<C> {

    /** The life of a slot. */
    enum Life {
        /** Usable. */
        HELD,
        /** Accepts no new use; what runs on its connection may finish. */
        RETIRED,
        /** Not usable; still has holders. */
        DEAD,
        /** Has no holder and can never get one. */
        GONE
    }

    /**
     * One state. Each move makes a new object, so that a comparison of references detects every move.
     *
     * @param reason     why the slot left HELD; null while it is HELD
     * @param admitted   the number of admitted callers that may still have to connect
     * @param connection the connection that the leases share; null if there is none, always null when DEAD or GONE
     * @param login      the login of all its connections; null until the first caller has a lease
     */
    record State<C>(Life life, CloseReason reason, int admitted, C connection, ContainerLogin login) {

        boolean isUsable() {
            return life == Life.HELD;
        }

        private State<C> admitted(int number) {
            return new State<>(life, reason, number, connection, login);
        }

        private State<C> connection(C other) {
            return new State<>(life, reason, admitted, other, login);
        }

        private State<C> gone() {
            return leaving(Life.GONE, reason == null ? CloseReason.CONTAINER_DESTROYED : reason, null);
        }

        private State<C> leaving(Life to, CloseReason why, C kept) {
            return new State<>(to, why, admitted, kept, login);
        }
    }

    private final AtomicReference<State<C>> state = new AtomicReference<>(new State<>(Life.HELD, null, 0, null, null));
    private final Holders holders = new Holders();

    State<C> get() {
        return state.get();
    }

    // ---- holders ----

    /** The leases, and the admitted callers without a lease. */
    Holders holders() {
        return holders;
    }

    /** Adds a holder; false unless the slot is usable. */
    boolean hold() {
        return state.get().isUsable() && holders.enter();
    }

    /**
     * Removes a holder. The last one makes the slot GONE.
     *
     * @return the previous state if this was the last holder, so that the caller ends its connection; null if there are others
     */
    State<C> letGo() {
        return holders.leave() ? move(State::gone) : null;
    }

    /** Counts an admitted caller that may have to connect. */
    void admit() {
        move(now -> now.admitted(now.admitted + 1));
    }

    /**
     * An admitted caller has its lease or has given up.
     *
     * @return the connection, if any, if this was the last admitted caller; null otherwise
     */
    C leave() {
        State<C> before = move(now -> now.admitted(now.admitted - 1));
        return before.admitted == 1 ? before.connection : null;
    }

    // ---- connection and login ----

    /** Replaces the connection that the caller has seen; false if it has changed meanwhile or the slot is not usable. */
    boolean attach(C seen, C fresh) {
        return move(now -> now.isUsable() && now.connection == seen ? now.connection(fresh) : null) != null;
    }

    /** Removes a connection that is ending; false if the slot does not have it. */
    boolean detach(C ending) {
        return move(now -> now.connection == ending ? now.connection(null) : null) != null;
    }

    /** Sets the login if there is none yet and the slot is usable. Returns the login that the slot has now; null if it has none. */
    ContainerLogin fixLogin(ContainerLogin wanted) {
        ContainerLogin fixed = state.get().login;
        if (fixed == null) {
            move(now -> now.isUsable() && now.login == null
                    ? new State<>(now.life, now.reason, now.admitted, now.connection, wanted) : null);
            fixed = state.get().login;
        }
        return fixed;
    }

    // ---- ends ----

    /** Moves from HELD to RETIRED and keeps the connection. Returns the previous state; null if it was not HELD. */
    State<C> retire() {
        return move(now -> now.isUsable() ? now.leaving(Life.RETIRED, CloseReason.PROFILE_CHANGED, now.connection) : null);
    }

    /** Moves to DEAD. Returns the previous state, whose connection the caller ends; null if it was DEAD or GONE. */
    State<C> die(CloseReason why) {
        return move(now -> now.life.compareTo(Life.DEAD) < 0 ? now.leaving(Life.DEAD, why, null) : null);
    }

    /** Does the same if the slot still has this connection. */
    State<C> dieWith(C connection, CloseReason why) {
        return move(now -> now.life.compareTo(Life.DEAD) < 0 && now.connection == connection
                ? now.leaving(Life.DEAD, why, null) : null);
    }

    /** Makes the move that the function returns for the current state. Returns the previous state; null if the function returned null. */
    private State<C> move(UnaryOperator<State<C>> wanted) {
        for (;;) {
            State<C> now = state.get();
            State<C> next = wanted.apply(now);
            if (next == null) {
                return null;
            }
            if (state.compareAndSet(now, next)) {
                return now;
            }
        }
    }
}
