package io.sshra.test;

import java.util.ArrayList;
import java.util.List;

/** What WildFly's log may say of a {@link SoakTest}'s faults, beside the adapter's line for each connection. */
final class SoakComplaints {

    private static final List<String> EXPECTED = List.of(
            // MINA's on a connection that breaks in the middle of something, one line each.
            "MissingAttachedSessionException", "closed before version negotiated", "on closing channel",
            "to open channel for session=", "ignore registration while session is closing", "Write attempt on closing session",
            // The same of the client of a forwarded port, with a stack trace.
            "signal close immediately=true due to IOException", "exceptionCaught(Nio2Session[",
            // The container's on leases in use when its pool is flushed.
            "IJ000615");

    private SoakComplaints() {
    }

    /** What is not expected. A stack trace belongs to the line before it. */
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
