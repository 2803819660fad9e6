package io.sshra.base;

import java.io.IOException;

/** The time of an operation, or of its clean-up, is over ({@link TimeLimit}). */
public final class TimeLimitException extends IOException {

    private static final long serialVersionUID = 1L;

    TimeLimitException(String message) {
        super(message);
    }
}
