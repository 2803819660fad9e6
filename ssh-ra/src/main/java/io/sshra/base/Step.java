package io.sshra.base;

import java.time.Duration;

/**
 * An action that is to run later, and that may return another one.
 *
 * @param after how long from now
 * @param work  returns the next step; null if that was the last
 */
public record Step(Duration after, Work work) {

    /** What is done. */
    public interface Work {

        /** Does it; returns the next step, or null. */
        Step run();
    }
}
