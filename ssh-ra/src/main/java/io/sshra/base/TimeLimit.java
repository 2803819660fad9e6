package io.sshra.base;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How long one operation may still wait, whichever of its threads waits. Threads take part by {@link #run}; whatever waits on their
 * behalf asks {@link #current()}.
 *
 * <pre>
 *   RUNNING ──leave: an interrupt, a failure──▶ LEAVING ──2 s──▶ over: no wait begins
 *      └──────the time limit has passed────────▶
 * </pre>
 *
 * The move to LEAVING is made once, by one compare-and-set. After that, the clean-up (closing handles, deleting parts, ending
 * threads) has {@link #WAY_OUT} in all. Thread-safe.
 */
public final class TimeLimit {

    /** How long an operation that was interrupted, or whose time is over, may clean up. */
    public static final Duration WAY_OUT = Duration.ofSeconds(2);

    /** A longer limit would not fit into a long of nanoseconds. It counts as no limit. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final ThreadLocal<TimeLimit> CURRENT = new ThreadLocal<>();

    /** Work of an operation. */
    @FunctionalInterface
    public interface Work {
        void run() throws IOException;
    }

    /** @param end by the clock; only used if bounded */
    private record State(boolean bounded, long end, boolean leaving, boolean timedOut) {
    }

    private final Clock clock;
    private final AtomicReference<State> state;

    TimeLimit(Duration limit, Clock clock) {
        this.clock = clock;
        this.state = new AtomicReference<>(limit == null || limit.compareTo(LONGEST) > 0 ? new State(false, 0, false, false)
                : new State(true, clock.nanos() + limit.toNanos(), false, false));
    }

    /**
     * A limit that begins now.
     *
     * @param limit null for none
     */
    public static TimeLimit of(Duration limit) {
        return new TimeLimit(limit, Clock.SYSTEM);
    }

    /** The limit of the operation for which this thread works, or a new unbounded one. Never null. */
    public static TimeLimit current() {
        TimeLimit current = CURRENT.get();
        return current == null ? of(null) : current;
    }

    /** Runs a part of this operation on the calling thread. */
    public <T> T call(Callable<T> part) throws Exception {
        TimeLimit before = CURRENT.get();
        CURRENT.set(this);
        try {
            return part.call();
        } finally {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        }
    }

    /** The same for work without a result. */
    public void run(Work part) throws IOException {
        try {
            call(() -> {
                part.run();
                return null;
            });
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Does work that even an interrupted thread must do. Clears the interrupt during the work and sets it again afterwards. If
     * there was an interrupt, the work has the time for the clean-up.
     */
    public static void cleanUp(Work work) throws IOException {
        boolean interrupted = Thread.interrupted();
        TimeLimit limit = current();
        if (interrupted) {
            limit.leave();
        }
        try {
            limit.run(work);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Called when the operation has failed or was interrupted: from now on only the clean-up time is left. Only the first call
     * counts.
     */
    public void leave() {
        State now = state.get();
        if (!now.leaving()) {
            state.compareAndSet(now, leaving(false));
        }
    }

    private State leaving(boolean timedOut) {
        return new State(true, clock.nanos() + WAY_OUT.toNanos(), true, timedOut);
    }

    /**
     * How long the caller may wait now, in nanoseconds, more than 0; {@link Long#MAX_VALUE} if there is no limit.
     *
     * @throws TimeLimitException if the time is over
     */
    public long remaining() throws TimeLimitException {
        State now = state.get();
        long left = now.bounded() ? now.end() - clock.nanos() : Long.MAX_VALUE;
        if (left > 0) {
            return left;
        }
        if (now.leaving()) {
            throw new TimeLimitException("gave up cleaning up after " + WAY_OUT.toSeconds() + " s");
        }
        state.compareAndSet(now, leaving(true));
        throw new TimeLimitException("the time limit has passed");
    }

    /**
     * How long the thread that ends the operation may still wait for its other threads, in nanoseconds; 0 or less if not at
     * all.
     */
    public long remainingWayOut() {
        State now = state.get();
        return now.leaving() ? now.end() - clock.nanos() : WAY_OUT.toNanos();
    }

    /** Whether the time limit ended the operation, and nothing else before. */
    public boolean timedOut() {
        return state.get().timedOut();
    }
}
