package io.sshra.pool;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * When, by which thread and where an application took a handle. It is reported once at most, if the handle stays open for too
 * long. It refers to no thread and no class, so that a leaked handle retains no application. Thread-safe.
 */
public final class HandleOrigin {

    /** That of all handles while leaks are not detected. It is never reported. */
    static final HandleOrigin UNKNOWN = new HandleOrigin(0, "", List.of(), true);

    private final long nanos;
    private final String thread;
    private final List<StackTraceElement> place;
    private final AtomicBoolean reported;

    private HandleOrigin(long nanos, String thread, List<StackTraceElement> place, boolean reported) {
        this.nanos = nanos;
        this.thread = thread;
        this.place = place;
        this.reported = new AtomicBoolean(reported);
    }

    /** The calling thread takes a handle now; its place is not kept. */
    static HandleOrigin now(long nanos) {
        return new HandleOrigin(nanos, Thread.currentThread().getName(), List.of(), false);
    }

    /** @param entry the class that the application called. Its frames and those above them say nothing about the application */
    static HandleOrigin here(long nanos, Class<?> entry) {
        StackTraceElement[] frames = new Throwable().getStackTrace();
        int first = frames.length;
        while (first > 0 && !frames[first - 1].getClassName().equals(entry.getName())) {
            first--;
        }
        return new HandleOrigin(nanos, Thread.currentThread().getName(), List.of(Arrays.copyOfRange(frames, first, frames.length)), false);
    }

    /** The time by the pool's clock. */
    long nanos() {
        return nanos;
    }

    /** The name of the thread. */
    String thread() {
        return thread;
    }

    /** The frames of the application, the innermost first; empty if they were not kept. */
    List<StackTraceElement> place() {
        return place;
    }

    /** Whether it is to be reported: the first caller with a time at or after that of the origin gets true. */
    boolean claim(long takenBefore) {
        return !reported.get() && nanos - takenBefore <= 0 && reported.compareAndSet(false, true);
    }
}
