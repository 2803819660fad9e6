package io.sshra.policy;

import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** How often each user has used a level within the last 60 s. Thread-safe; the lock of one user is held for a few instructions only. */
public final class Rates {

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(60);
    /** Users who have used nothing for 60 s are forgotten when there are so many. */
    private static final int MANY = 1000;

    private final ConcurrentHashMap<Whose, ArrayDeque<Long>> uses = new ConcurrentHashMap<>();

    private record Whose(String definition, String level, String user) {
    }

    /**
     * Counts a use, unless it is one too many.
     *
     * @param most     uses that are allowed within 60 s; 0 for any number
     * @param nowNanos by a clock that is never set
     * @return false if it is one too many; it does not count then
     */
    public boolean take(String definition, String level, String user, int most, long nowNanos) {
        if (most == 0) {
            return true;
        }
        if (uses.size() > MANY) {
            uses.values().removeIf(times -> times.isEmpty() || nowNanos - times.peekLast() >= WINDOW_NANOS);
        }
        boolean[] taken = new boolean[1];
        uses.compute(new Whose(definition, level, user), (whose, before) -> {
            ArrayDeque<Long> times = before == null ? new ArrayDeque<>() : new ArrayDeque<>(before);
            while (!times.isEmpty() && nowNanos - times.peekFirst() >= WINDOW_NANOS) {
                times.removeFirst();
            }
            taken[0] = times.size() < most;
            if (taken[0]) {
                times.addLast(nowNanos);
            }
            return times;
        });
        return taken[0];
    }

    /** Users who are remembered. */
    int size() {
        return uses.size();
    }
}
