package io.sshra.sample.agent;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * What a command has written: all of it is counted, the first and the last of it are kept. A reader says where to read on, so nothing is lost
 * between two reads, and old pages can be read again. Thread-safe.
 */
final class OutputLog {

    /** How much is kept of the beginning and of the end. All handles of a caller's conversations must fit into memory. */
    static final int HEAD = 1 << 16;
    static final int TAIL = 3 << 16;

    private final ByteArrayOutputStream head = new ByteArrayOutputStream(1024);
    /** A ring: the byte number n is at n modulo its length. Null while the head has everything. */
    private byte[] ring;
    private long total;
    /** The end of what was written and not given to this log. */
    private long lost;
    private boolean ended;

    /** A part of the output. */
    record Piece(long offset, byte[] bytes) {

        long end() {
            return offset + bytes.length;
        }
    }

    synchronized void append(byte[] bytes, int offset, int length) {
        int first = Math.min(length, HEAD - head.size());
        head.write(bytes, offset, first);
        total += first;
        if (first < length && ring == null) {
            ring = new byte[TAIL];
        }
        for (int at = offset + first; at < offset + length;) {
            int place = (int) (total % TAIL);
            int part = Math.min(offset + length - at, TAIL - place);
            System.arraycopy(bytes, at, ring, place, part);
            at += part;
            total += part;
        }
    }

    /** Counts bytes that were written after those before, and that nobody has kept. */
    synchronized void lose(long bytes) {
        total += bytes;
        lost = total;
    }

    /** Nothing more will be appended. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Waits for {@link #end}, which comes when the channel ends. */
    synchronized void awaitEnd() throws InterruptedException {
        while (!ended) {
            wait();
        }
    }

    /** Says which bytes can be read. */
    synchronized String kept() {
        long start = tailStart();
        if (start <= head.size()) {
            return "All bytes are kept";
        }
        return "Bytes 0 to " + (head.size() - 1) + (start < total ? " and " + start + " to " + (total - 1) : "") + " are kept";
    }

    /** The number of bytes that were written, kept or not. */
    synchronized long total() {
        return total;
    }

    /** The first byte after the head that is kept; the bytes between both are gone. */
    private long tailStart() {
        return Math.max(Math.max(head.size(), lost), total - TAIL);
    }

    /**
     * What is kept from this byte on, without a gap. If that byte is not kept, it begins at the next one that is.
     *
     * @param offset 0 or more
     */
    synchronized Piece read(long offset, int length) {
        boolean inHead = offset < head.size();
        long start = inHead ? offset : Math.min(total, Math.max(offset, tailStart()));
        long end = Math.min(total, start + length);
        if (!inHead) {
            return new Piece(start, fromRing(start, end));
        }
        byte[] first = Arrays.copyOfRange(head.toByteArray(), (int) start, (int) Math.min(end, head.size()));
        if (end <= head.size() || tailStart() > head.size()) {
            return new Piece(start, first);
        }
        byte[] both = Arrays.copyOf(first, (int) (end - start));
        byte[] rest = fromRing(head.size(), end);
        System.arraycopy(rest, 0, both, first.length, rest.length);
        return new Piece(start, both);
    }

    private byte[] fromRing(long start, long end) {
        byte[] bytes = new byte[(int) (end - start)];
        for (long i = start; i < end; i++) {
            bytes[(int) (i - start)] = ring[(int) (i % TAIL)];
        }
        return bytes;
    }

    /** The beginning and the end, of one moment; they overlap if there is not more. */
    synchronized Piece[] ends(int length) {
        return new Piece[] {read(0, length), read(Math.max(0, total - length), length)};
    }
}
