package io.sshra.pool;

import io.sshra.base.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test moves. */
final class FakeClock implements Clock {

    private final AtomicLong nanos = new AtomicLong(1_000_000_000L);
    private volatile Interception interception;
    private volatile Duration dateMoved = Duration.ZERO;

    @Override
    public long nanos() {
        Interception now = interception;
        if (now != null && now.thread == Thread.currentThread() && now.left.decrementAndGet() == 0) {
            now.action.run();
        }
        return nanos.get();
    }

    /** Makes the thread run the action once, before it reads the time for the given time. */
    void interceptOnce(Thread thread, int times, Runnable action) {
        interception = new Interception(thread, new AtomicInteger(times), action);
    }

    private record Interception(Thread thread, AtomicInteger left, Runnable action) {
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(nanos.get()).plus(dateMoved);
    }

    /** Sets the date; no time passes. */
    void moveDate(Duration by) {
        dateMoved = dateMoved.plus(by);
    }

    void advance(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }
}
