package io.sshra.events;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** Counts what happens without long pauses, from the last pause on. Thread-safe without a lock. */
final class Burst {

    /** After this time without an occurrence the count starts anew. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    private static final State NONE = new State(0, 0);

    private final AtomicReference<State> state = new AtomicReference<>(NONE);

    private record State(long count, long lastNanos) {

        boolean lasts(long now) {
            return count > 0 && now - lastNanos <= PAUSE.toNanos();
        }
    }

    void add(long now) {
        state.updateAndGet(before -> new State(before.lasts(now) ? before.count + 1 : 1, now));
    }

    /** Ends the burst that lasts, and returns its count; 0 if there is none. */
    long take(long now) {
        State before = state.getAndSet(NONE);
        return before.lasts(now) ? before.count : 0;
    }
}
