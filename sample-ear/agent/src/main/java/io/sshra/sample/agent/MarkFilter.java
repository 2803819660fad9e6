package io.sshra.sample.agent;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Finds the line with a mark in a stream, and passes on everything else as soon as it can't be a part of it. For one thread. */
final class MarkFilter {

    private static final int NONE = -1;
    private static final int LONGEST_NUMBER = 4;

    private final OutputLog log;
    private final byte[] mark;
    private byte[] held = {};
    private int number = NONE;

    /** @param mark both halves */
    MarkFilter(OutputLog log, String mark) {
        this.log = log;
        this.mark = mark.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Takes more of the stream.
     *
     * @return whether the mark has been found, now or before
     */
    boolean take(byte[] bytes, int length) {
        if (number != NONE) {
            log.append(bytes, 0, length);
            return true;
        }
        byte[] all = Arrays.copyOf(held, held.length + length);
        System.arraycopy(bytes, 0, all, held.length, length);
        int at = find(all);
        if (at + mark.length > all.length) {
            // Not there, or the beginning of it only.
            log.append(all, 0, at);
            held = Arrays.copyOfRange(all, at, all.length);
            return false;
        }
        int end = at + mark.length;
        while (end < all.length && all[end] != '\n') {
            end++;
        }
        log.append(all, 0, at);
        if (end == all.length) {
            held = Arrays.copyOfRange(all, at, all.length);
            return false;
        }
        String text = new String(all, at + mark.length, Math.min(end - at - mark.length, LONGEST_NUMBER), StandardCharsets.US_ASCII);
        number = Integer.parseInt(text.strip());
        held = new byte[0];
        log.append(all, end + 1, all.length - end - 1);
        return true;
    }

    /** Where the mark begins, or what may become one; the length if there is neither. */
    private int find(byte[] all) {
        for (int at = 0; at < all.length; at++) {
            int same = 0;
            while (same < mark.length && at + same < all.length && all[at + same] == mark[same]) {
                same++;
            }
            if (same == mark.length || at + same == all.length) {
                return at;
            }
        }
        return all.length;
    }

    boolean isFound() {
        return number != NONE;
    }

    /** The number behind the mark. */
    int number() {
        return number;
    }

    /** The stream has ended: what was held back was no mark. */
    void end() {
        log.append(held, 0, held.length);
        held = new byte[0];
    }
}
