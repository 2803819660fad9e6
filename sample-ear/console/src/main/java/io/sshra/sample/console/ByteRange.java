package io.sshra.sample.console;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of a file that a browser requests to resume a download (RFC 9110 section 14). */
record ByteRange(long first, long length) {

    private static final Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /**
     * @param header the header; null if there is none
     * @return null for the whole file (a header that is invalid or has several ranges may be ignored); a range of length 0 if the
     *         file has nothing in the requested range
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

    /** The {@code Content-Range} of the answer. */
    String contentRange(long size) {
        return length == 0 ? "bytes */" + size : "bytes " + first + "-" + (first + length - 1) + "/" + size;
    }
}
