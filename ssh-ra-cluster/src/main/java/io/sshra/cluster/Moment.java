package io.sshra.cluster;

import java.util.concurrent.TimeUnit;

/**
 * A moment by the two clocks of this machine. Neither is compared with a clock of another machine: nodes tell each other how long ago
 * something was.
 *
 * @param nanos  by a clock that is never set, and that may not run while the machine is suspended
 * @param millis by the clock that has the date, and that may be set
 */
record Moment(long nanos, long millis) {

    static Moment now() {
        return new Moment(System.nanoTime(), System.currentTimeMillis());
    }

    /** This long before. */
    Moment before(long nanosAgo) {
        return new Moment(nanos - nanosAgo, millis - TimeUnit.NANOSECONDS.toMillis(nanosAgo));
    }

    /** How long ago this was, in nanoseconds and at least: the smaller answer of the two clocks, never less than 0. */
    long leastAgo(Moment now) {
        return Math.max(0, Math.min(now.nanos - nanos, TimeUnit.MILLISECONDS.toNanos(now.millis - millis)));
    }

    /** The nanoseconds since this moment by the clock that is never set. */
    long since(Moment now) {
        return now.nanos - nanos;
    }
}
