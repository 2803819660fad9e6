package io.sshra.test;

import java.util.ArrayList;
import java.util.List;

/**
 * The lines that WildFly's log may have because of a {@link SoakTest}'s faults, besides the adapter's line for each connection.
 */
final class SoakComplaints {

    private static final List<String> EXPECTED = List.of(
            // MINA's warnings about broken connections, one line each.
            "MissingAttachedSessionException", "closed before version negotiated", "on closing channel",
            "to open channel for session=", "ignore registration while session is closing", "Write attempt on closing session",
            // The container's warnings about leases in use when its pool is flushed.
            "IJ000615");

    private SoakComplaints() {
    }

    /** The unexpected lines. A stack trace belongs to the line before it. */
    static List<String> unexpected(List<String> complaints) {
        List<String> unexpected = new ArrayList<>();
        boolean expected = false;
        for (String line : complaints) {
            boolean ofTheSame = line.startsWith("\tat ") || line.startsWith("Caused by:");
            expected = ofTheSame ? expected : EXPECTED.stream().anyMatch(line::contains);
            if (!expected) {
                unexpected.add(line);
            }
        }
        return unexpected;
    }
}
