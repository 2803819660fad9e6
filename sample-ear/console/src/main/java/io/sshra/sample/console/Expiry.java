package io.sshra.sample.console;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When a visit ends unless it is used. Thread-safe. */
final class Expiry {

    /** How long before the end its pages ask whether to go on. */
    private static final Duration NOTICE = Duration.ofMinutes(2);
    /** They ask for this part of the limit if that is less. */
    private static final int PART = 2;

    /**
     * What open pages have to know.
     *
     * @param secondsLeft until the visit ends; null if it goes on
     */
    public record Notice(Long secondsLeft) {
    }

    private final LongSupplier nanos;
    /** Guarded, like the next ones, by this object's monitor. */
    private long used;
    private Duration limit = Duration.ofDays(1);
    private boolean told;

    /** @param nanos a clock such as {@link System#nanoTime} */
    Expiry(LongSupplier nanos) {
        this.nanos = nanos;
        used = nanos.getAsLong();
    }

    /** @param limit how long the visit may be unused before its HTTP session ends */
    synchronized void use(Duration limit) {
        this.limit = limit;
        used = nanos.getAsLong();
    }

    /** Whether the HTTP session must have ended, or be used at another server, for at least this long. */
    synchronized boolean isOverFor(Duration time) {
        return left().compareTo(time.negated()) < 0;
    }

    private Duration left() {
        return limit.minusNanos(nanos.getAsLong() - used);
    }

    /** Returns what the pages have to be told now; null if nothing. They are told once that it goes on. */
    synchronized Notice takeNotice() {
        Duration left = left();
        Duration from = limit.dividedBy(PART);
        boolean near = left.compareTo(NOTICE.compareTo(from) < 0 ? NOTICE : from) <= 0;
        if (!near && !told) {
            return null;
        }
        told = near;
        return new Notice(near ? Math.max(0, left.toSeconds()) : null);
    }
}
