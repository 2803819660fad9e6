package io.sshra.pool;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshHostKeyException;
import io.sshra.base.Clock;
import io.sshra.base.JsonText;
import io.sshra.log.AdapterLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Logs for operators who got no connection and why. The first failure of a cause and target is logged at once; the others are
 * counted, and one line a minute has their number.
 *
 * <pre>
 *   (none) ──a failure: its line──▶ COUNTING ──a failure──▶ COUNTING, one more
 *      ▲                               │ a minute has passed
 *      └───────────none counted────────┴──some counted: a line with their number──▶ COUNTING from 0
 * </pre>
 *
 * The table is bounded: the failures of further targets are counted together for each cause. Failures without a target, such as
 * unknown profiles, are counted together as well, because their names are those that callers make up. Thread-safe. The lock is held
 * for a few instructions, and never while a line is written.
 */
public final class FailureLog {

    /** The time between two lines of the same cause and target. */
    static final Duration PERIOD = Duration.ofMinutes(1);

    /** The number of causes and targets that have lines of their own. */
    static final int MOST = 100;

    private static final String OTHER_TARGETS = "others";

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by the lock. */
    private final Map<Cause, Counting> counted = new HashMap<>();

    public FailureLog(Clock clock) {
        this.clock = clock;
    }

    /** @param target null for none */
    private record Cause(SshErrorCode code, String target) {

        @Override
        public String toString() {
            return "cause=" + code.code() + " target=" + (OTHER_TARGETS.equals(target) ? "(others)" : JsonText.word(target));
        }
    }

    /** The failures since a moment, not including those that have their own line. */
    private static final class Counting {

        private long sinceNanos;
        private int more;
        private String last;

        Counting(long now) {
            sinceNanos = now;
        }

        boolean isOver(long now) {
            return now - sinceNanos >= PERIOD.toNanos();
        }

        /** Starts anew. Returns the line of the failures so far. */
        Runnable line(Cause cause, long now) {
            int number = more;
            long seconds = Duration.ofNanos(now - sinceNanos).toSeconds();
            String latest = last;
            sinceNanos = now;
            more = 0;
            return () -> AdapterLog.LOG.moreFailed(number, seconds, cause, latest);
        }
    }

    /**
     * A caller got no connection, or an open handle could not reconnect.
     *
     * @param user    the name as the caller gave it, like session and profile; null for none
     * @param target  {@code user@host:port}; null if unknown
     * @param failure the exception that the caller gets
     */
    public void failed(String user, String session, String profile, String target, SshException failure) {
        if (isExpected(failure)) {
            return;
        }
        String who = "user=" + JsonText.word(user) + " session=" + JsonText.word(session) + " profile=" + JsonText.word(profile);
        long now = clock.nanos();
        Runnable line = null;
        lock.lock();
        try {
            Cause cause = new Cause(failure.code(), target);
            if (counted.size() >= MOST && !counted.containsKey(cause)) {
                cause = new Cause(failure.code(), OTHER_TARGETS);
            }
            Counting counting = counted.get(cause);
            if (counting == null) {
                counted.put(cause, new Counting(now));
                line = () -> log(who + " target=" + JsonText.word(target), failure);
            } else {
                counting.more++;
                counting.last = who + " message=" + JsonText.quoted(failure.what());
                line = counting.isOver(now) ? counting.line(cause, now) : null;
            }
        } finally {
            lock.unlock();
        }
        if (line != null) {
            line.run();
        }
    }

    /** Somebody has ended the connection, the session or the call, and that has its own line or is no failure of a connection. */
    private static boolean isExpected(SshException failure) {
        return switch (failure.code()) {
            case CONNECTION_LOST -> false;
            case INTERRUPTED, RECONNECT_NEEDS_ANSWERS -> true;
            default -> failure.code().kind() == SshErrorCode.Kind.END;
        };
    }

    private static void log(String connection, SshException failure) {
        String message = JsonText.quoted(text(failure));
        if (failure instanceof SshHostKeyException hostKey && hostKey.changed()) {
            AdapterLog.LOG.hostKeyChanged(connection, failure.code().code(), message);
            return;
        }
        boolean explains = switch (failure.code()) {
            case INTERNAL, CONTAINER_REFUSED -> true;
            default -> false;
        };
        AdapterLog.LOG.failed(connection, failure.code().code(), message, explains ? failure : null);
    }

    /** With the first cause that is not ours, where the advice is to look at it. */
    private static String text(SshException failure) {
        Throwable cause = failure.getCause();
        while (cause instanceof SshException) {
            cause = cause.getCause();
        }
        return failure.code() == SshErrorCode.CONNECT_FAILED && cause != null ? failure.what() + ": " + cause : failure.what();
    }

    /**
     * Logs the numbers of failures of which nobody has reported another one since their minute ended.
     *
     * @param writer writes the lines, so that the caller does not wait for the log
     */
    public void sweep(Executor writer) {
        List<Runnable> lines = due(false);
        if (!lines.isEmpty()) {
            writer.execute(() -> lines.forEach(Runnable::run));
        }
    }

    /** Logs all remaining numbers. */
    public void stop() {
        due(true).forEach(Runnable::run);
    }

    private List<Runnable> due(boolean all) {
        long now = clock.nanos();
        List<Runnable> lines = new ArrayList<>();
        lock.lock();
        try {
            counted.entrySet().removeIf(entry -> {
                Counting counting = entry.getValue();
                boolean over = all || counting.isOver(now);
                boolean some = counting.more > 0;
                if (over && some) {
                    lines.add(counting.line(entry.getKey(), now));
                }
                return over && !some;
            });
        } finally {
            lock.unlock();
        }
        return lines;
    }
}
