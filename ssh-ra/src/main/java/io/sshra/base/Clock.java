package io.sshra.base;

import java.time.Instant;

/** The clock, which tests can replace. */
public interface Clock {

    /** The machine's clocks. */
    Clock SYSTEM = new Clock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public Instant now() {
            return Instant.now();
        }
    };

    /** Nanoseconds since some moment. Changes of the date do not affect it. */
    long nanos();

    /** The date and time, for people. */
    Instant now();
}
