package io.sshra.pool.key;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The channels that may be open at once on one connection, first come, first served. Thread-safe. */
final class ChannelBudget {

    /** More permits than there can be callers who wait for one. */
    private static final int ALL_WAITERS = 1 << 20;

    private final int limit;
    private final Semaphore free;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();

    ChannelBudget(int limit) {
        this.limit = limit;
        this.free = new Semaphore(limit, true);
    }

    int limit() {
        return limit;
    }

    /** Takes a channel; waits for one until the deadline. False if none became free. */
    boolean take(long deadlineNanos) throws InterruptedException {
        // With a time of zero, because without one it would overtake those who wait.
        boolean taken = free.tryAcquire(0, TimeUnit.NANOSECONDS) || await(deadlineNanos);
        if (taken) {
            open.incrementAndGet();
        }
        return taken;
    }

    private boolean await(long deadlineNanos) throws InterruptedException {
        waiting.incrementAndGet();
        try {
            return free.tryAcquire(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } finally {
            waiting.decrementAndGet();
        }
    }

    void giveBack() {
        open.decrementAndGet();
        free.release();
    }

    /** The connection has ended: nobody waits any more. */
    void end() {
        free.release(ALL_WAITERS);
    }

    /** Channels that are taken: at most the limit while the connection stands. */
    int open() {
        return open.get();
    }

    /** Callers who wait for a channel. */
    int waiting() {
        return waiting.get();
    }
}
