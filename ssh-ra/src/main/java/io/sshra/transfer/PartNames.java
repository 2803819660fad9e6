package io.sshra.transfer;

import java.util.UUID;

/**
 * The parts of one transfer, whose names nobody else uses. A transfer that begins again gives its first part the same name: the server may
 * have created it without telling. Thread-safe.
 */
final class PartNames {

    /**
     * A part.
     *
     * @param middle     what is between the prefix and the suffix of its name
     * @param mayBeThere whether it was asked for before, so that it may exist; it is empty then
     */
    record Part(String middle, boolean mayBeThere) {
    }

    private String first;
    private boolean again;

    synchronized Part next() {
        if (again) {
            again = false;
            return new Part(first, true);
        }
        Part next = new Part(UUID.randomUUID().toString(), false);
        if (first == null) {
            first = next.middle();
        }
        return next;
    }

    /** The transfer begins again, after no more than the creation of its first part was requested. */
    synchronized void again() {
        again = first != null;
    }
}
