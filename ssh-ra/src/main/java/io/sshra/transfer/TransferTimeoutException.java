package io.sshra.transfer;

import java.io.IOException;
import java.time.Duration;

/** A transfer did not complete within its time limit. */
public final class TransferTimeoutException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param file the file that was being transferred; null if there was none yet */
    TransferTimeoutException(String file, Duration limit, IOException cause) {
        super("not complete after " + limit + (file == null ? "" : ", at " + file), cause);
    }
}
