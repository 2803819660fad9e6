package io.sshra.tracing;

import io.sshra.base.Clock;
import io.sshra.base.LineLimit;
import io.sshra.base.OwnThreads;
import io.sshra.log.AdapterLog;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Passes spans on to applications, one after the other. What applications do with a span may take long or fail, and those who report the
 * end of an operation, such as I/O threads, serve others. The thread ends when there is nothing to do. Thread-safe.
 */
final class SpanThread {

    /** How many spans may wait. Further ones are lost. */
    static final int MOST = 10_000;

    private final Clock clock;
    private final LineLimit late = new LineLimit();
    private final LineLimit failed = new LineLimit();
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST),
            new OwnThreads("ssh-ra-spans"), (task, full) -> late(1));

    SpanThread(Clock clock) {
        this.clock = clock;
        thread.allowCoreThreadTimeOut(true);
    }

    /** Returns at once. */
    void pass(Runnable span) {
        thread.execute(() -> {
            try {
                span.run();
            } catch (RuntimeException | LinkageError e) {
                failed(failed.add(1, clock.nanos()), e);
            }
        });
    }

    /** Waits at most this long until the spans so far are passed on. */
    void stop(Duration grace) {
        thread.shutdown();
        try {
            thread.awaitTermination(grace.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        logLate(thread.shutdownNow().size() + late.rest());
        failed(failed.rest(), null);
    }

    private void late(long spans) {
        logLate(late.add(spans, clock.nanos()));
    }

    private static void logLate(long spans) {
        if (spans > 0) {
            AdapterLog.LOG.spansLost(spans, "applications take them too slowly", null);
        }
    }

    private static void failed(long spans, Throwable last) {
        if (spans > 0) {
            AdapterLog.LOG.spansLost(spans, "applications failed to take them", last);
        }
    }
}
