package io.sshra.test;

import java.util.List;

/** What WildFly's log may say of a {@link SoakTest}'s faults, beside the adapter's line for each connection. */
final class SoakComplaints {

    private static final List<String> EXPECTED = List.of(
            // MINA's on a connection that breaks in the middle of something, one line each.
            "MissingAttachedSessionException", "closed before version negotiated", "on closing channel",
            "to open channel for session=", "ignore registration while session is closing", "Write attempt on closing session",
            // The container's on leases in use when its pool is flushed.
            "IJ000615");

    private SoakComplaints() {
    }

    static boolean isExpected(String line) {
        return EXPECTED.stream().anyMatch(line::contains);
    }
}
