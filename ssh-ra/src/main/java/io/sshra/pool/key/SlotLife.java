package io.sshra.pool.key;

import io.sshra.pool.CloseReason;
import io.sshra.pool.ContainerLogin;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * The state of a slot: one immutable value in one atomic reference.
 *
 * <pre>
 *   HELD ──retire──▶ RETIRED ──die──▶ DEAD
 *     │                 │               │
 *     ├───────die───────┼──────────────▶│
 *     └────the last holder lets go──────┴──▶ GONE
 * </pre>
 *
 * Only a HELD slot takes a connection, and DEAD and GONE ones have none: the move there takes it out and gives it to the
 * caller, who ends it. A move that leaves HELD succeeds for one caller, who wipes the secrets. Thread-safe, without a lock.
 *
 * @param <C> a connection; compared by identity
 */
final class SlotLife<C> {

    /** How far it is. */
    enum Life {
        /** Can be used. */
        HELD,
        /** No new use; what runs on its connection ends in its own time. */
        RETIRED,
        /** No use at all; it still has holders. */
        DEAD,
        /** No holder is left, and none can come. */
        GONE
    }

    /**
     * One state. A new object for each move, so that comparing references sees every move.
     *
     * @param reason     why it left HELD; null while it is HELD
     * @param holders    leases, and callers on their way to one
     * @param admitted   callers on their way who may still have to connect
     * @param connection the one that its leases share; null for none, never set when DEAD or GONE
     * @param login      of all its connections; null until the first caller has a lease
     */
    record State<C>(Life life, CloseReason reason, int holders, int admitted, C connection, ContainerLogin login) {

        boolean isUsable() {
            return life == Life.HELD;
        }

        private State<C> holders(int number) {
            return new State<>(life, reason, number, admitted, connection, login);
        }

        private State<C> admitted(int number) {
            return new State<>(life, reason, holders, number, connection, login);
        }

        private State<C> connection(C other) {
            return new State<>(life, reason, holders, admitted, other, login);
        }

        private State<C> leaving(Life to, CloseReason why, int left, C kept) {
            return new State<>(to, why, left, admitted, kept, login);
        }
    }

    private final AtomicReference<State<C>> state = new AtomicReference<>(new State<>(Life.HELD, null, 1, 0, null, null));

    State<C> get() {
        return state.get();
    }

    // ---- holders ----

    /** One more holder; false unless it can be used. */
    boolean hold() {
        return move(now -> now.isUsable() ? now.holders(now.holders + 1) : null) != null;
    }

    /** One more holder, whatever it can be used for; false if it is GONE. */
    boolean holdAnyway() {
        return move(now -> now.life == Life.GONE ? null : now.holders(now.holders + 1)) != null;
    }

    /**
     * One holder less. The last one makes it GONE.
     *
     * @return the state before if this was the last one, whose connection is to be ended; null if there are others
     */
    State<C> letGo() {
        State<C> before = move(now -> now.holders > 1 ? now.holders(now.holders - 1)
                : now.leaving(Life.GONE, now.reason == null ? CloseReason.CONTAINER_DESTROYED : now.reason, 0, null));
        return before.holders > 1 ? null : before;
    }

    /** A caller is on the way who may have to connect. */
    void admit() {
        move(now -> now.admitted(now.admitted + 1));
    }

    /** That caller has a lease or has given up; the connection if no other is on the way, to be looked after. Null otherwise. */
    C leave() {
        State<C> before = move(now -> now.admitted(now.admitted - 1));
        return before.admitted == 1 ? before.connection : null;
    }

    // ---- connection and login ----

    /** Puts a connection in the place of the one that was seen; false if that has changed, or the slot can't be used. */
    boolean attach(C seen, C fresh) {
        return move(now -> now.isUsable() && now.connection == seen ? now.connection(fresh) : null) != null;
    }

    /** The connection is ending: it is not the slot's any more. False if it was not. */
    boolean detach(C ending) {
        return move(now -> now.connection == ending ? now.connection(null) : null) != null;
    }

    /** Fixes the login if there is none yet and the slot can be used. Either way the login that it has now; null for none. */
    ContainerLogin fixLogin(ContainerLogin wanted) {
        ContainerLogin fixed = state.get().login;
        if (fixed == null) {
            move(now -> now.isUsable() && now.login == null
                    ? new State<>(now.life, now.reason, now.holders, now.admitted, now.connection, wanted) : null);
            fixed = state.get().login;
        }
        return fixed;
    }

    // ---- ends ----

    /** From HELD to RETIRED: it keeps its connection. The state before; null if it was not HELD. */
    State<C> retire() {
        return move(now -> now.isUsable() ? now.leaving(Life.RETIRED, CloseReason.PROFILE_CHANGED, now.holders, now.connection) : null);
    }

    /** To DEAD, without a connection. The state before, whose connection is to be ended; null if it was DEAD or GONE. */
    State<C> die(CloseReason why) {
        return move(now -> now.life.compareTo(Life.DEAD) < 0 ? now.leaving(Life.DEAD, why, now.holders, null) : null);
    }

    /** The same if it still has this connection. */
    State<C> dieWith(C connection, CloseReason why) {
        return move(now -> now.life.compareTo(Life.DEAD) < 0 && now.connection == connection
                ? now.leaving(Life.DEAD, why, now.holders, null) : null);
    }

    /** From HELD to DEAD if nothing has happened to it since it was seen. */
    boolean dieUnchanged(State<C> seen, CloseReason why) {
        return seen.isUsable() && state.compareAndSet(seen, seen.leaving(Life.DEAD, why, seen.holders, null));
    }

    /** Makes the move that is wanted of the state that it finds; the state before, or null if none is wanted. */
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
