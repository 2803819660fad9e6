package io.sshra.adapter;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The steps that undo a start, in reverse order and once. A step that fails does not prevent the others. For one thread at a
 * time.
 */
final class Teardown {

    private final Deque<Runnable> steps = new ArrayDeque<>();

    /** Adds a step. Call this before anybody uses what the step undoes. */
    void add(Runnable step) {
        steps.push(step);
    }

    /**
     * Runs all steps.
     *
     * @throws RuntimeException the first failure, once all steps have run; the others are suppressed in it
     */
    void run() {
        Throwable failure = null;
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (RuntimeException | Error e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure instanceof Error error) {
            throw error;
        } else if (failure != null) {
            throw (RuntimeException) failure;
        }
    }

    /** Runs all steps because of this failure. Further failures are suppressed in it. */
    void runAfter(Throwable cause) {
        try {
            run();
        } catch (RuntimeException | Error e) {
            cause.addSuppressed(e);
        }
    }
}
