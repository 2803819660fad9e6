package io.sshra.pool;

import io.sshra.base.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test moves. */
final class FakeClock implements Clock {

    private final AtomicLong nanos = new AtomicLong(1_000_000_000L);
    private volatile Duration dateMoved = Duration.ZERO;

    @Override
    public long nanos() {
        return nanos.get();
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
