package io.sshra.ssh.mina.sftp;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * Reads a file from a position, with many requests under way. Only the server's answer marks the end of the file. The expected
 * end says how far to read ahead; one request for the bytes after it is sent, too. If there are more bytes, the number of
 * requests ahead grows. For one thread.
 */
final class ReadAhead {

    /** The smallest request, also for servers that answer with fewer bytes than requested. */
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
    /** How many requests are sent ahead beyond the expected end. */
    private int beyond = 1;
    /** Where the next request begins. */
    private long next;
    private Buffer answer;
    private boolean ended;

    /**
     * @param size        bytes asked for in one request
     * @param expectedEnd where the file, or the wanted part of it, probably ends
     * @param toTheEnd    whether to read to the end of the file, wherever it is
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
     * Waits for the next bytes. Take them from the buffer before the next call.
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
            // Ask for the rest of this answer first. There is no rest at the end of the file.
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

    /** Skips bytes that were received or requested, and no others. */
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

    /** Abandons the requests that are under way. */
    void close() throws IOException {
        ended = true;
        for (Asked asked = underWay.poll(); asked != null; asked = underWay.poll()) {
            file.giveUp(asked.id());
        }
    }
}
