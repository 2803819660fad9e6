package io.sshra.transfer;

import java.io.IOException;
import java.time.Duration;

/** A transfer was not complete when its time limit had passed. */
public final class TransferTimeoutException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param file the one that was being transferred; null if none was yet */
    TransferTimeoutException(String file, Duration limit, IOException cause) {
        super("not complete after " + limit + (file == null ? "" : ", at " + file), cause);
    }
}
