package io.sshra.events;

import io.sshra.base.JsonText;

/**
 * A line of {@code field=value} pairs, separated by blanks. A value that is not a plain word is a JSON string (RFC 8259
 * section 7), so that no value can look like another field or another line. A missing value is {@code -}.
 */
final class AuditLine {

    /** Longer texts are cut and end in an ellipsis: a command may have 65,000 characters. */
    private static final int LONGEST = 4096;

    private final StringBuilder line = new StringBuilder(256);

    AuditLine add(String field, String value) {
        name(field).append(JsonText.word(value == null || value.length() <= LONGEST ? value : value.substring(0, LONGEST) + '…'));
        return this;
    }

    AuditLine add(String field, long value) {
        name(field).append(value);
        return this;
    }

    private StringBuilder name(String field) {
        if (!line.isEmpty()) {
            line.append(' ');
        }
        return line.append(field).append('=');
    }

    @Override
    public String toString() {
        return line.toString();
    }
}
