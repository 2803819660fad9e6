package io.sshra.base;

import java.time.Duration;

/**
 * Something that is to be done later, and may have something to be done after it.
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
