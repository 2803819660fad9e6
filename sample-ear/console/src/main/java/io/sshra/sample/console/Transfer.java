package io.sshra.sample.console;

import jakarta.ws.rs.core.Response;

/** Something that the server transfers for a visit. The visit's pages see its {@link TransferState}. Thread-safe. */
interface Transfer {

    TransferState state();

    /** Something that a browser reads, and writes to its own disk. */
    interface ToBrowser extends Transfer {

        /**
         * The answer to a browser that requests it.
         *
         * @param range the header; null if there is none
         * @param known the header {@code If-Range}; null if there is none
         */
        Response response(String range, String known);
    }
}
