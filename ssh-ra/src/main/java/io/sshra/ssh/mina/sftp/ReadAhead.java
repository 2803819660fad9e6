package io.sshra.ssh.mina.sftp;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * Reads a file from a place on, with many requests under way. It ends where the server says so: the expected end is only how far it asks
 * ahead; a request for what comes behind it goes with them, and where there is more, it asks ahead further and further. For one thread.
 */
final class ReadAhead {

    /** Servers that answer with less are not asked for less than this. */
    private static final int LEAST = 4 * 1024;

    private record Asked(int id, long from, int length) {
    }

    private final SftpHandle file;
    private final Deque<Asked> underWay = new ArrayDeque<>();
    private final long window;
    private final boolean toTheEnd;
    /** Bytes asked for in one request. */
    private int size;
    private long expectedEnd;
    /** How many requests are made ahead where the expected end has been passed. */
    private int beyond = 1;
    /** Where the next request begins. */
    private long next;
    private Buffer answer;
    private boolean ended;

    /**
     * @param size        bytes asked for in one request
     * @param expectedEnd where the file, or what is wanted of it, probably ends
     * @param toTheEnd    whether the end of the file is wanted, wherever it is
     */
    ReadAhead(SftpHandle file, long from, int size, long expectedEnd, boolean toTheEnd) {
        this.file = file;
        this.toTheEnd = toTheEnd;
        this.window = file.client().getChannel().getLocalWindow().getMaxSize();
        this.size = size;
        this.next = from;
        this.expectedEnd = Math.max(from, expectedEnd);
    }

    /**
     * What comes next, to be taken from its buffer before the next call. Waits for it.
     *
     * @return one byte at least; null at the end of the file
     */
    Buffer next() throws IOException {
        if (answer != null && answer.available() > 0) {
            return answer;
        }
        if (ended) {
            return null;
        }
        askAhead();
        Asked first = underWay.remove();
        answer = file.data(first.id(), first.length());
        if (answer == null) {
            ended = true;
            close();
            return null;
        }
        int got = answer.available();
        if (got < first.length()) {
            // Its rest comes before what was asked for after it. There is none if this was the end.
            size = Math.max(LEAST, Math.min(size, got));
            underWay.addFirst(ask(first.from() + got, first.length() - got));
        } else if (first.from() >= expectedEnd) {
            beyond = Math.min(beyond * 2, 1 << 10);
            expectedEnd = next + (long) beyond * size;
        }
        return answer;
    }

    private void askAhead() throws IOException {
        long last = toTheEnd ? expectedEnd : expectedEnd - 1;
        while (underWay.isEmpty() || underWay.size() < window / size && next <= last) {
            int length = next < expectedEnd ? (int) Math.min(size, expectedEnd - next) : size;
            underWay.add(ask(next, length));
            next += length;
        }
    }

    private Asked ask(long from, int length) throws IOException {
        return new Asked(file.ask(from, length), from, length);
    }

    /** Passes over what was received or expected; no further. */
    long skip(long bytes) throws IOException {
        if (answer != null && answer.available() > 0) {
            int passed = (int) Math.min(bytes, answer.available());
            answer.rpos(answer.rpos() + passed);
            return passed;
        }
        if (ended || !underWay.isEmpty()) {
            return 0;
        }
        long passed = Math.min(bytes, expectedEnd - next);
        next += passed;
        return passed;
    }

    /** Nobody wants what is still under way. */
    void close() throws IOException {
        ended = true;
        for (Asked asked = underWay.poll(); asked != null; asked = underWay.poll()) {
            file.giveUp(asked.id());
        }
    }
}
