package io.sshra.pool;

import io.sshra.base.Clock;
import io.sshra.base.JsonText;
import io.sshra.log.AdapterLog;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Warns of handles that are open for longer than a threshold, because their application may have forgotten to close them. Each
 * handle is reported once. One line stands for all handles of one key, and with stack traces of one place, that a sweep finds
 * at once. Thread-safe.
 */
public final class HandleLeaks {

    private final PoolSettings.LeakDetection settings;
    private final Clock clock;

    public HandleLeaks(PoolSettings.LeakDetection settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Where a handle was taken, as the cause of a log line. */
    private static final class TakenHere extends Exception {

        private static final long serialVersionUID = 1L;

        TakenHere(List<StackTraceElement> place) {
            super("the handle was taken here", null, false, true);
            setStackTrace(place.toArray(StackTraceElement[]::new));
        }
    }

    private boolean isOff() {
        return settings.threshold().isZero();
    }

    /**
     * The calling thread gets a handle.
     *
     * @param entry the class that the application called
     */
    HandleOrigin taken(Class<?> entry) {
        if (isOff()) {
            return HandleOrigin.UNKNOWN;
        }
        return settings.stackTraces() ? HandleOrigin.here(clock.nanos(), entry) : HandleOrigin.now(clock.nanos());
    }

    /**
     * Reports those of these handles that are open for too long and were not reported before.
     *
     * @param owner  says whose they are
     * @param writer writes the lines, so that the caller does not wait for the log
     */
    void sweep(Object owner, Stream<HandleOrigin> open, Executor writer) {
        if (isOff()) {
            return;
        }
        long now = clock.nanos();
        long takenBefore = now - settings.threshold().toNanos();
        Map<List<StackTraceElement>, List<HandleOrigin>> leaked = open.filter(origin -> origin.claim(takenBefore))
                .collect(Collectors.groupingBy(HandleOrigin::place));
        leaked.forEach((place, handles) -> writer.execute(() -> warn(owner, handles, now)));
    }

    private static void warn(Object owner, Collection<HandleOrigin> handles, long now) {
        HandleOrigin first = handles.stream().min(Comparator.comparingLong(origin -> origin.nanos() - now)).orElseThrow();
        AdapterLog.LOG.handlesNotClosed(owner, handles.size(), Duration.ofNanos(now - first.nanos()).toSeconds(),
                JsonText.word(first.thread()), first.place().isEmpty() ? null : new TakenHere(first.place()));
    }
}
