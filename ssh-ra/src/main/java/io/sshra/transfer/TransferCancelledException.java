package io.sshra.transfer;

import java.io.IOException;

/** The listener said so. */
public final class TransferCancelledException extends IOException {

    private static final long serialVersionUID = 1L;

    TransferCancelledException(String file) {
        super("cancelled at " + file);
    }
}
