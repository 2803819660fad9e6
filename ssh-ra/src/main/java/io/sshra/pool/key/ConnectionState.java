package io.sshra.pool.key;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * The state of a physical connection, the number of channels in use and an activity stamp, in one word that changes by
 * compare-and-set:
 *
 * <pre>
 *   RESERVED ──▶ CONNECTING ──▶ OPEN ──▶ RETIRED
 *      │             │           │          │
 *      └─────────────┴───────────┴──────────┴──▶ CLOSING ──▶ CLOSED
 * </pre>
 *
 * A channel can be opened in OPEN only. Exactly one caller moves the state to CLOSING. Eviction succeeds only if no channel is in
 * use and there was no activity since the evictor looked.
 */
final class ConnectionState {

    static final int RESERVED = 0;
    static final int CONNECTING = 1;
    static final int OPEN = 2;
    static final int RETIRED = 3;
    static final int CLOSING = 4;
    static final int CLOSED = 5;

    /** The result of {@link #retire()} and {@link #close()} for callers that changed nothing. */
    static final int ALREADY = -1;

    private static final long STATE = 0x7;
    private static final long USE = 0x8;
    private static final long USES = 0xffff_ffffL & ~STATE;
    private static final long STAMP = 1L << 32;

    private static final AtomicLongFieldUpdater<ConnectionState> WORD =
            AtomicLongFieldUpdater.newUpdater(ConnectionState.class, "word");

    private volatile long word = RESERVED;

    private static int stateOf(long word) {
        return (int) (word & STATE);
    }

    int get() {
        return stateOf(word);
    }

    /** The number of channels in use. */
    int uses() {
        return (int) ((word & USES) / USE);
    }

    /** Moves from one state to another, whatever the number of channels; false if the state is not {@code from}. */
    boolean move(int from, int to) {
        for (;;) {
            long now = word;
            if (stateOf(now) != from) {
                return false;
            }
            if (WORD.compareAndSet(this, now, now - from + to)) {
                return true;
            }
        }
    }

    /** Counts one more channel; false unless the state is OPEN. */
    boolean beginUse() {
        for (;;) {
            long now = word;
            if (stateOf(now) != OPEN) {
                return false;
            }
            if (WORD.compareAndSet(this, now, now + USE + STAMP)) {
                return true;
            }
        }
    }

    /** Counts one channel less; true if this was the last channel of a retired connection. */
    boolean endUse() {
        long left = WORD.addAndGet(this, STAMP - USE);
        return stateOf(left) == RETIRED && (left & USES) == 0;
    }

    /** Notes activity: a caller that looked before can't evict. */
    void touch() {
        WORD.addAndGet(this, STAMP);
    }

    /** The argument for {@link #evict(long)}. */
    long look() {
        return word;
    }

    /** Moves to CLOSING if the connection is open without a channel and had no activity since {@link #look()} returned {@code seen}. */
    boolean evict(long seen) {
        return stateOf(seen) == OPEN && (seen & USES) == 0 && WORD.compareAndSet(this, seen, seen - OPEN + CLOSING);
    }

    /**
     * Stops new uses. Moves an open connection with channels to RETIRED, and any other live connection to CLOSING.
     *
     * @return {@link #RETIRED}; the previous state if this call moved it to CLOSING; {@link #ALREADY} if it changed nothing
     */
    int retire() {
        for (;;) {
            long now = word;
            int before = stateOf(now);
            if (before >= RETIRED) {
                return ALREADY;
            }
            int after = before == OPEN && (now & USES) != 0 ? RETIRED : CLOSING;
            if (WORD.compareAndSet(this, now, now - before + after)) {
                return after == RETIRED ? RETIRED : before;
            }
        }
    }

    /** Moves to CLOSING from any earlier state. Returns the previous state, or {@link #ALREADY} if it was closing or closed. */
    int close() {
        for (;;) {
            long now = word;
            int before = stateOf(now);
            if (before >= CLOSING) {
                return ALREADY;
            }
            if (WORD.compareAndSet(this, now, now - before + CLOSING)) {
                return before;
            }
        }
    }
}
