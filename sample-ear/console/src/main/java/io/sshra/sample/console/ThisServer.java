package io.sshra.sample.console;

import java.util.UUID;

/** The server that this is of a cluster, from the start of the application to its end. */
final class ThisServer {

    /** Another one after each start. */
    static final String ID = UUID.randomUUID().toString();

    private ThisServer() {
    }
}
