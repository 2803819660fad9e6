package io.sshra.adapter;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What takes back what a start has made, in reverse order and once. A step that fails keeps no other from running. For one
 * thread at a time.
 */
final class Teardown {

    private final Deque<Runnable> steps = new ArrayDeque<>();

    /** To be added before what it takes back is used by anybody. */
    void add(Runnable step) {
        steps.push(step);
    }

    /**
     * Takes all of it back.
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

    /** Takes all of it back because of this failure, in which further ones are suppressed. */
    void runAfter(Throwable cause) {
        try {
            run();
        } catch (RuntimeException | Error e) {
            cause.addSuppressed(e);
        }
    }
}
