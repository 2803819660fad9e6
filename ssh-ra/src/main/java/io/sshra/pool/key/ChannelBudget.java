package io.sshra.pool.key;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Limits the open channels of one connection, in first-in-first-out order. Thread-safe. */
final class ChannelBudget {

    /** What is not longer ago than this, or than twice this, is lately. */
    static final Duration LATELY = Duration.ofSeconds(10);

    private static final int BITS = 16;
    private static final int MASK = (1 << BITS) - 1;

    /** More permits than there can be waiting callers. */
    private static final int ALL_WAITERS = 1 << 20;

    private final int limit;
    private final Semaphore free;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    /** The number of a period, and how many channels were open at once in the period before it and in it. */
    private final AtomicLong periods = new AtomicLong();

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
            note(open.incrementAndGet());
        }
        return taken;
    }

    private void note(int now) {
        periods.updateAndGet(noted -> {
            long present = present(noted);
            return (present & MASK) < now ? present & ~MASK | Math.min(now, MASK) : present;
        });
    }

    /** The same as it is in the present period. */
    private static long present(long noted) {
        int period = (int) Math.floorDiv(System.nanoTime(), LATELY.toNanos());
        int passed = period - (int) (noted >> 2 * BITS);
        if (passed == 0) {
            return noted;
        }
        return (long) period << 2 * BITS | (passed == 1 ? (noted & MASK) << BITS : 0);
    }

    /** How many channels were in use at once lately. */
    int latelyOpen() {
        long noted = present(periods.get());
        return (int) Math.max(open.get(), Math.max(noted >> BITS & MASK, noted & MASK));
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
