package io.sshra.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;

/**
 * How much of the part of an earlier upload is right. If a server refuses a write while later ones are done, and the connection breaks
 * before that is known here, the part has a gap. It can only be in the last {@link #UNSURE} bytes, which are compared with the source.
 */
final class ResumedPart {

    /** More than fits into the usual windows of channels, so that the bound slows nothing down. In bytes. */
    static final long UNSURE = 4 * 1024 * 1024;

    private ResumedPart() {
    }

    /**
     * Compares the end of the part with the source.
     *
     * @param size of the part
     * @return where the transfer must go on: before the first byte that differs
     */
    static long right(SeekableByteChannel source, FileChannel part, long size) throws IOException {
        if (size == 0) {
            // It may be a new one, which is not readable.
            return 0;
        }
        long sure = Math.max(0, size - UNSURE);
        source.position(sure);
        Comparison comparison = new Comparison(source);
        try {
            part.transferTo(sure, size - sure, comparison);
        } catch (FileSystemException unreadable) {
            // Some servers do not let anybody read what is uploaded: what is not known to be right is written again.
            if (!comparison.isOpen()) {
                throw unreadable;
            }
            return sure;
        }
        return sure + comparison.same;
    }

    /** Counts the bytes that are the same up to the first that is not. */
    private static final class Comparison implements WritableByteChannel {

        private final SeekableByteChannel expected;
        private long same;
        private boolean different;

        Comparison(SeekableByteChannel expected) {
            this.expected = expected;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int length = bytes.remaining();
            ByteBuffer right = ByteBuffer.allocate(length);
            while (!different && right.hasRemaining() && expected.read(right) >= 0) {
                // Until it is full, or the source ends.
            }
            int mismatch = bytes.mismatch(right.flip());
            if (!different) {
                same += mismatch < 0 ? length : mismatch;
                different = mismatch >= 0;
            }
            bytes.position(bytes.limit());
            return length;
        }

        @Override
        public boolean isOpen() {
            return expected.isOpen();
        }

        @Override
        public void close() {
            // The source is its opener's.
        }
    }
}
