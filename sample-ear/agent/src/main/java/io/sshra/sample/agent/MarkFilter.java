package io.sshra.sample.agent;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Finds the line with a mark in a stream, and passes on everything else as soon as it can't be a part of it. For one thread. */
final class MarkFilter {

    private static final int NONE = -1;
    /** With the space before it. */
    private static final int LONGEST_NUMBER = 4;

    private final Sink log;
    private final byte[] mark;
    private byte[] held = {};
    private int number = NONE;

    /** Takes output. */
    interface Sink {
        void append(byte[] bytes, int offset, int length);
    }

    /** @param mark both halves */
    MarkFilter(Sink log, String mark) {
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
        int passed = 0;
        for (;;) {
            int at = find(all, passed);
            int begin = at + mark.length;
            int end = begin;
            while (end < all.length && end - begin <= LONGEST_NUMBER && all[end] != '\n') {
                end++;
            }
            if (begin > all.length || end == all.length && end - begin <= LONGEST_NUMBER) {
                // Not there, or the beginning of it only.
                log.append(all, passed, at - passed);
                held = Arrays.copyOfRange(all, at, all.length);
                return false;
            }
            String text = new String(all, begin, end - begin, StandardCharsets.US_ASCII).strip();
            if (end < all.length && all[end] == '\n' && text.matches("[0-9]{1,3}")) {
                number = Integer.parseInt(text);
                log.append(all, passed, at - passed);
                held = new byte[0];
                log.append(all, end + 1, all.length - end - 1);
                return true;
            }
            // The machine can see the mark, and has written something else behind it.
            log.append(all, passed, begin - passed);
            passed = begin;
        }
    }

    /** Where the mark begins, or what may become one; the length if there is neither. */
    private int find(byte[] all, int from) {
        for (int at = from; at < all.length; at++) {
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
