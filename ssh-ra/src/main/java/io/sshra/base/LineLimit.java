package io.sshra.base;

import java.time.Duration;

/** For the log: lets one line a minute through, and counts what happened since the last one. Thread-safe. */
public final class LineLimit {

    /** The time between two lines. */
    public static final Duration PERIOD = Duration.ofMinutes(1);

    private boolean written;
    private long lastNanos;
    private long since;

    /**
     * It happened this often again.
     *
     * @return how often since the last line, if a line is due; 0 otherwise
     */
    public synchronized long add(long times, long nowNanos) {
        since += times;
        return due(nowNanos);
    }

    /** How often it happened since the last line, if it did and a line is due; 0 otherwise. */
    public synchronized long due(long nowNanos) {
        return written && nowNanos - lastNanos < PERIOD.toNanos() ? 0 : take(nowNanos);
    }

    /** How often it happened since the last line, whether or not a line is due. No line follows. */
    public synchronized long rest() {
        return since;
    }

    private long take(long nowNanos) {
        long times = since;
        if (times > 0) {
            written = true;
            lastNanos = nowNanos;
            since = 0;
        }
        return times;
    }
}
