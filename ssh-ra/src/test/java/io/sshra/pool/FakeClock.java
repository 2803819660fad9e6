package io.sshra.pool;

import io.sshra.base.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test moves. */
final class FakeClock implements Clock {

    private final AtomicLong nanos = new AtomicLong(1_000_000_000L);
    private final Map<Thread, Interception> interceptions = new ConcurrentHashMap<>();
    private volatile Duration dateMoved = Duration.ZERO;

    @Override
    public long nanos() {
        Interception now = interceptions.isEmpty() ? null : interceptions.get(Thread.currentThread());
        if (now != null && now.left.decrementAndGet() == 0) {
            interceptions.remove(Thread.currentThread());
            now.action.run();
        }
        return nanos.get();
    }

    /** Makes the thread run the action once, before it reads the time for the given time. */
    void interceptOnce(Thread thread, int times, Runnable action) {
        interceptions.put(thread, new Interception(new AtomicInteger(times), action));
    }

    private record Interception(AtomicInteger left, Runnable action) {
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
