package io.sshra.pool.key;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Limits the open channels of one connection, in first-in-first-out order. Thread-safe. */
final class ChannelBudget {

    /** More permits than there can be waiting callers. */
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

    /** Takes a channel, waiting until the deadline if necessary; false if none became free. */
    boolean take(long deadlineNanos) throws InterruptedException {
        // A timed call, even with a time of zero, does not overtake the waiting callers; an untimed one would.
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

    /** The connection has ended: releases all waiting callers. */
    void end() {
        free.release(ALL_WAITERS);
    }

    /** The number of channels in use: at most the limit while the connection is open. */
    int open() {
        return open.get();
    }

    /** The number of callers that wait for a channel. */
    int waiting() {
        return waiting.get();
    }
}
