package io.sshra.ssh.mina.sftp;

import io.sshra.base.TimeLimit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.apache.sshd.common.util.buffer.Buffer;

/** Reads and writes large parts of an open file, with several large requests under way where that is faster. */
final class BulkTransfer {

    /** For MINA: make requests that fit into one packet. */
    private static final int PACKET = 0;

    private final SftpHandle file;
    private final OpenOptions options;

    BulkTransfer(SftpHandle file, OpenOptions options) {
        this.file = file;
        this.options = options;
    }

    /** Whether any server takes this many bytes in one request. */
    private static boolean isFew(long bytes) {
        return bytes <= RequestSizes.USUAL;
    }

    private RequestSizes requestSizes() throws IOException {
        return file.path().getFileSystem().requestSizes();
    }

    ReadAhead readAhead(long from, long expectedEnd, boolean toTheEnd) throws IOException {
        long bytes = expectedEnd - from;
        int size = isFew(bytes) ? RequestSizes.USUAL : requestSizes().readFor(bytes);
        return new ReadAhead(file, from, size, expectedEnd, toTheEnd);
    }

    WriteBehind writeBehind(long from) {
        return file.writeBehind(PACKET, from);
    }

    /**
     * Reads up to the end of the file, but not more than {@code count} bytes. Reads ahead up to the expected size with which
     * the file was opened, if there is one.
     */
    long read(long from, long count, WritableByteChannel target) throws IOException {
        boolean toTheEnd = options.expectedSize() >= 0;
        ReadAhead ahead = readAhead(from, toTheEnd ? options.expectedSize() : from + count, toTheEnd);
        try {
            return read(ahead, count, target);
        } finally {
            ahead.close();
        }
    }

    private static long read(ReadAhead ahead, long count, WritableByteChannel target) throws IOException {
        long left = count;
        while (left > 0) {
            Buffer answer = ahead.next();
            if (answer == null) {
                break;
            }
            int length = (int) Math.min(left, answer.available());
            ByteBuffer bytes = ByteBuffer.wrap(answer.array(), answer.rpos(), length);
            while (bytes.hasRemaining()) {
                target.write(bytes);
            }
            answer.rpos(answer.rpos() + length);
            left -= length;
        }
        return count - left;
    }

    /**
     * Writes up to the end of the source, but not more than {@code count} bytes. Waits until they are written, unless they fit
     * into one request.
     */
    long write(ReadableByteChannel source, long to, long count) throws IOException {
        if (isFew(count)) {
            return writeFew(source, to, (int) count);
        }
        RequestSizes sizes = requestSizes();
        WriteBehind behind = file.writeBehind(sizes.isLargeWrite(count) ? sizes.write() : PACKET, to);
        try {
            return behind.transfer(source, count);
        } catch (IOException | RuntimeException e) {
            if (options.cutOnFailure()) {
                SftpFailures.suppressing(e, () -> TimeLimit.cleanUp(() -> file.cut(behind.settle())));
            }
            throw e;
        } finally {
            behind.giveUp();
        }
    }

    /** Writes them in one request, whose answer is checked later. */
    private long writeFew(ReadableByteChannel source, long to, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        int read;
        do {
            read = source.read(bytes);
        } while (read >= 0 && bytes.hasRemaining());
        int length = bytes.position();
        if (length > 0) {
            file.writeUnanswered(to, bytes.array(), length);
        }
        return length;
    }
}
