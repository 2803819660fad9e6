package io.sshra.pool.key;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/** What Lincheck explores of the states of the pool. */
final class Interleavings {

    private Interleavings() {
    }

    /**
     * Scenarios of two threads with two operations each, and one operation after both. None before: random ones would end the
     * state, and the threads would race for nothing. {@code -Dlincheck.iterations} is the number of scenarios.
     */
    static ModelCheckingOptions explored() {
        return new ModelCheckingOptions().threads(2).actorsPerThread(2).actorsBefore(0).actorsAfter(1)
                .iterations(Integer.getInteger("lincheck.iterations", 6)).invocationsPerIteration(300);
    }
}
