package io.sshra.pool.key;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * The state of a physical connection, the number of channels in use and a stamp of activity, in one word that is moved by
 * compare-and-set:
 *
 * <pre>
 *   RESERVED ──▶ CONNECTING ──▶ OPEN ──▶ RETIRED
 *      │             │           │          │
 *      └─────────────┴───────────┴──────────┴──▶ CLOSING ──▶ CLOSED
 * </pre>
 *
 * A channel begins in OPEN only. Exactly one caller moves it to CLOSING. Eviction succeeds only if no channel is in use and
 * nothing has happened since the evictor looked.
 */
final class ConnectionState {

    static final int RESERVED = 0;
    static final int CONNECTING = 1;
    static final int OPEN = 2;
    static final int RETIRED = 3;
    static final int CLOSING = 4;
    static final int CLOSED = 5;

    /** What {@link #close()} says to those who are not the one. */
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

    /** Channels in use. */
    int uses() {
        return (int) ((word & USES) / USE);
    }

    /** Moves from one state to another, whatever the uses; false if it is in another. */
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

    /** Counts one more channel; false unless it is open. */
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

    /** One channel less; true if it was the last one of a retired connection. */
    boolean endUse() {
        long left = WORD.addAndGet(this, STAMP - USE);
        return stateOf(left) == RETIRED && (left & USES) == 0;
    }

    /** Something has happened: whoever looked before can't evict. */
    void touch() {
        WORD.addAndGet(this, STAMP);
    }

    /** For {@link #evict(long)}. */
    long look() {
        return word;
    }

    /** Moves to CLOSING if it is open without a channel, and nothing has happened since {@link #look()} gave {@code seen}. */
    boolean evict(long seen) {
        return stateOf(seen) == OPEN && (seen & USES) == 0 && WORD.compareAndSet(this, seen, seen - OPEN + CLOSING);
    }

    /**
     * Lets nothing new begin. One that is open with channels moves to RETIRED, every other that is live to CLOSING.
     *
     * @return {@link #RETIRED}; or the state that it was in if it is closing by this call; or {@link #ALREADY}
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

    /** Moves to CLOSING from any state before; the state that it was in, or {@link #ALREADY} if it was closing. */
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
