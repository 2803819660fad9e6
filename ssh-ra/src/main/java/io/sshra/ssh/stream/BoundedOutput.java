package io.sshra.ssh.stream;

import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.Arrays;

/**
 * Keeps the first bytes written to it, and counts and drops the rest. Never blocks, so that an I/O thread may write to it;
 * may be read at any time.
 */
public final class BoundedOutput extends OutputStream {

    private static final int INITIAL_CAPACITY = 1024;

    private final int limit;
    private byte[] kept = {};
    private int keptLength;
    private long total;

    public BoundedOutput(int limit) {
        this.limit = limit;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] data, int offset, int length) {
        total += length;
        int wanted = Math.min(length, limit - keptLength);
        if (wanted > 0) {
            if (keptLength + wanted > kept.length) {
                long doubled = Math.max(INITIAL_CAPACITY, 2L * kept.length);
                kept = Arrays.copyOf(kept, (int) Math.min(limit, Math.max(doubled, (long) keptLength + wanted)));
            }
            System.arraycopy(data, offset, kept, keptLength, wanted);
            keptLength += wanted;
        }
    }

    public synchronized String text(Charset charset) {
        return new String(kept, 0, keptLength, charset);
    }

    /** The number of bytes written, including dropped ones. */
    public synchronized long total() {
        return total;
    }

    public synchronized boolean truncated() {
        return total > keptLength;
    }
}
