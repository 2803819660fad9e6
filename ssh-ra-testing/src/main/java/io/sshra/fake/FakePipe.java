package io.sshra.fake;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;

/**
 * Bytes from one thread to another. Writing waits while it is full, as at the window of a channel.
 *
 * <p>States, under the monitor of this object: open, then ended (by the writer: the reader still gets what is in it) or broken (from
 * outside: reading and writing throw an exception). The reader may close its side, after which writing throws an exception.
 */
final class FakePipe {

    private static final int CAPACITY = 1 << 16;

    private final byte[] bytes = new byte[CAPACITY];
    private int first;
    private int length;
    private boolean ended;
    private boolean unread;
    private String broken;

    private synchronized int take(byte[] target, int offset, int wanted) throws IOException {
        if (wanted == 0) {
            return 0;
        }
        while (length == 0 && !ended && broken == null && !unread) {
            await();
        }
        if (unread) {
            throw new IOException("Stream closed");
        }
        if (length == 0 && broken != null) {
            throw new IOException(broken);
        }
        if (length == 0) {
            return -1;
        }
        int count = Math.min(Math.min(wanted, length), CAPACITY - first);
        System.arraycopy(bytes, first, target, offset, count);
        first = (first + count) % CAPACITY;
        length -= count;
        notifyAll();
        return count;
    }

    private synchronized void put(byte[] source, int offset, int count) throws IOException {
        int written = 0;
        while (written < count) {
            while (length == CAPACITY && !ended && broken == null && !unread) {
                await();
            }
            if (ended || broken != null || unread) {
                throw new IOException(broken != null ? broken : "Stream closed");
            }
            int end = (first + length) % CAPACITY;
            int part = Math.min(Math.min(count - written, CAPACITY - length), CAPACITY - end);
            System.arraycopy(source, offset + written, bytes, end, part);
            length += part;
            written += part;
            notifyAll();
        }
    }

    private void await() throws InterruptedIOException {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** No more bytes follow. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Reading and writing fail from now on. A no-op if it has ended. */
    synchronized void breakOff(String why) {
        if (!ended && broken == null) {
            broken = why;
            notifyAll();
        }
    }

    private synchronized void stopReading() {
        unread = true;
        notifyAll();
    }

    private synchronized int available() {
        return length;
    }

    /** The reader's side. */
    InputStream input() {
        return new InputStream() {

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return take(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] target, int offset, int wanted) throws IOException {
                return take(target, offset, wanted);
            }

            @Override
            public int available() {
                return FakePipe.this.available();
            }

            @Override
            public void close() {
                stopReading();
            }
        };
    }

    /** The writer's side. */
    OutputStream output() {
        return new OutputStream() {

            @Override
            public void write(int one) throws IOException {
                put(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] source, int offset, int count) throws IOException {
                put(source, offset, count);
            }

            @Override
            public void close() {
                end();
            }
        };
    }
}
