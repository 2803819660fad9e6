package io.sshra.events;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** A tracing system, which gets what happens as spans of the program that asked for it. Thread-safe; never throws. */
public interface Tracing {

    /** No tracing system. */
    Tracing NONE = () -> null;

    /** Something starts now, on its caller's thread. Returns null if nobody traces this caller. */
    Trace begin();

    /** The adapter stops. What has ended before is passed on, if that does not take long. */
    default void close() {
        // Most have nothing to close.
    }

    /** A caller who is traced. */
    interface Trace {

        /** It has ended. Called once, on any thread; does not block. */
        void end(Operation operation);
    }

    /**
     * What has happened.
     *
     * @param name       of its kind
     * @param attributes by name: strings, longs and booleans
     * @param error      the code of an error, or how a command ended; null if it succeeded
     */
    record Operation(String name, Instant start, Duration took, Map<String, Object> attributes, String error) {
    }
}
