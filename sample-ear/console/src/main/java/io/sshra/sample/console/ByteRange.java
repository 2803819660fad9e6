package io.sshra.sample.console;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A part of a file that a browser asks for, to go on with a download (RFC 9110 section 14). */
record ByteRange(long first, long length) {

    private static final Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /**
     * @param header null for none
     * @return null for the whole file: more than one range, or something that is none, may be taken for no header; one of no
     *         length if there is nothing in this range
     */
    static ByteRange of(String header, long size) {
        Matcher single = SINGLE.matcher(header == null ? "" : header);
        if (!single.matches()) {
            return null;
        }
        String from = single.group(1);
        String to = single.group(2);
        if (from.isEmpty()) {
            return to.isEmpty() ? null : last(Math.min(size, Long.parseLong(to)), size);
        }
        long first = Long.parseLong(from);
        long last = to.isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(to));
        if (!to.isEmpty() && Long.parseLong(to) < first) {
            return null;
        }
        return new ByteRange(first, Math.max(0, last - first + 1));
    }

    private static ByteRange last(long length, long size) {
        return new ByteRange(size - length, length);
    }

    /** As the answer names it. */
    String contentRange(long size) {
        return length == 0 ? "bytes */" + size : "bytes " + first + "-" + (first + length - 1) + "/" + size;
    }
}
