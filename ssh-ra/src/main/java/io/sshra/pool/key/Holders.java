package io.sshra.pool.key;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The number of holders of something, which is open or closed. A closed number can shrink, but not grow. The last holder closes it
 * for ever.
 *
 * <pre>
 *     OPEN(n) ──close(n)──▶ CLOSED(n)
 *        ◀─────reopen──────────┘ │
 *        └──the last one leaves──┴──▶ CLOSED(0)
 * </pre>
 *
 * Each move is one compare-and-set of one word. Each lease moves it twice, so it creates no object. Thread-safe without a lock.
 */
final class Holders {

    private static final int CLOSED = 1 << 31;

    /** Starts with the holder that made it. */
    private final AtomicInteger word = new AtomicInteger(1);

    int number() {
        return word.get() & ~CLOSED;
    }

    /** Adds a holder; false if the number is closed. */
    boolean enter() {
        for (;;) {
            int now = word.get();
            if (now < 0) {
                return false;
            }
            if (word.compareAndSet(now, now + 1)) {
                return true;
            }
        }
    }

    /** Removes a holder; true if this was the last one. */
    boolean leave() {
        for (;;) {
            int now = word.get();
            boolean last = (now & ~CLOSED) == 1;
            if (word.compareAndSet(now, last ? CLOSED : now - 1)) {
                return last;
            }
        }
    }

    /** Closes the number if it is open and this one: from then on there are only these holders. Returns whether it did. */
    boolean close(int number) {
        return number > 0 && word.compareAndSet(number, number | CLOSED);
    }

    /** Opens the number again that the caller has closed, unless all have left. */
    void reopen() {
        for (;;) {
            int now = word.get();
            if (now == CLOSED || word.compareAndSet(now, now & ~CLOSED)) {
                return;
            }
        }
    }
}
