package io.sshra.base;

import java.time.Instant;

/** The time, so that tests can move it. */
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

    /** Nanoseconds since some moment; goes on evenly whatever happens to the date. */
    long nanos();

    /** The date and time, for people. */
    Instant now();
}
