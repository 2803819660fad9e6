package io.sshra.transfer;

import java.io.IOException;

/** The listener cancelled the transfer. */
public final class TransferCancelledException extends IOException {

    private static final long serialVersionUID = 1L;

    TransferCancelledException(String file) {
        super("cancelled at " + file);
    }
}
