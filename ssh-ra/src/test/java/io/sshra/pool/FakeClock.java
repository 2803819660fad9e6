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

    /** When that thread asks for the time for so many times, it does this first. */
    void interceptOnce(Thread thread, int times, Runnable action) {
        interception = new Interception(thread, new AtomicInteger(times), action);
    }

    private record Interception(Thread thread, AtomicInteger left, Runnable action) {
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(nanos.get()).plus(dateMoved);
    }

    /** As if somebody had set the date: no time has gone by. */
    void moveDate(Duration by) {
        dateMoved = dateMoved.plus(by);
    }

    void advance(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }
}
