package io.sshra.fake;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;

/** The output of a command that is run to its end: all of it is counted, and the first bytes are kept. */
final class KeptOutput extends OutputStream {

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final int limit;
    private long count;

    KeptOutput(int limit) {
        this.limit = limit;
    }

    @Override
    public synchronized void write(int one) {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] source, int offset, int length) {
        kept.write(source, offset, Math.min(length, limit - kept.size()));
        count += length;
    }

    synchronized String text(Charset charset) {
        return kept.toString(charset);
    }

    synchronized long count() {
        return count;
    }

    synchronized boolean truncated() {
        return count > limit;
    }
}
