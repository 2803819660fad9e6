package io.sshra.ssh.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

/**
 * The output of a process between the I/O thread, which writes it, and the one thread that reads it. The I/O thread never waits for the
 * reader, because the channel's window bounds the data. The reader takes whole blocks and copies from them without the lock. MINA's pipe
 * instead moves all unread data after each packet, under a lock that the I/O thread needs too.
 */
public final class ReceivedStream extends InputStream {

    /** The size of a block that collects small packets. */
    private static final int SMALL_BLOCK = 1024;
    /** The size of a packet's data. Larger blocks are not reused. */
    private static final int LARGE_BLOCK = 32 * 1024;
    private static final int MOST_SPARE = 2;

    /** One thread fills it from the start, then another empties it. */
    private static final class Block {
        private final byte[] bytes;
        private int start;
        private int end;

        Block(int size) {
            bytes = new byte[size];
        }
    }

    private final IntConsumer taken;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // Guarded by the lock.
    private final Deque<Block> blocks = new ArrayDeque<>();
    private final Deque<Block> spare = new ArrayDeque<>(MOST_SPARE);
    private boolean ended;
    private boolean closed;
    /** Of what has not been taken; in bytes. */
    private int mostKept = Integer.MAX_VALUE;
    /** Why the rest is missing; null if it is not. */
    private String cut;
    /** The reader's: what it has taken and not read to its end; null if nothing. */
    private Block current;

    /**
     * @param taken called without the lock, with the number of bytes that the reader has taken or that nobody will read any
     * more
     */
    public ReceivedStream(IntConsumer taken) {
        this.taken = taken;
    }

    /** The same as a stream, for MINA. Closing it ends the data. */
    public OutputStream sink() {
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] data, int offset, int length) {
                put(data, offset, length);
            }

            @Override
            public void close() {
                end();
            }
        };
    }

    /** Receives data on the I/O thread. Never waits for the reader. */
    public void put(byte[] data, int offset, int length) {
        int dropped = length;
        lock.lock();
        try {
            if (!closed && !ended) {
                append(data, offset, length);
                dropped = dropOld();
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
        if (dropped > 0) {
            taken.accept(dropped);
        }
    }

    /**
     * From now on only the last bytes are kept, so that the process never waits for a reader. To be called before anything is read. What
     * is {@link #available()} can be read.
     *
     * @param most in bytes
     */
    public void keepLast(int most) {
        int dropped;
        lock.lock();
        try {
            mostKept = most;
            dropped = dropOld();
        } finally {
            lock.unlock();
        }
        if (dropped > 0) {
            taken.accept(dropped);
        }
    }

    private int dropOld() {
        int tooMany = mostKept == Integer.MAX_VALUE ? 0 : waiting() - mostKept;
        int left = tooMany;
        while (left > 0) {
            Block oldest = blocks.peek();
            int part = Math.min(left, oldest.end - oldest.start);
            oldest.start += part;
            left -= part;
            if (oldest.start == oldest.end) {
                blocks.poll();
            }
        }
        return Math.max(0, tooMany);
    }

    private int waiting() {
        int sum = 0;
        for (Block block : blocks) {
            sum += block.end - block.start;
        }
        return sum;
    }

    private void append(byte[] data, int offset, int length) {
        int from = offset;
        int left = length;
        Block last = blocks.peekLast();
        while (left > 0) {
            if (last == null || last.end == last.bytes.length) {
                last = newBlock(left);
                blocks.add(last);
            }
            int part = Math.min(left, last.bytes.length - last.end);
            System.arraycopy(data, from, last.bytes, last.end, part);
            last.end += part;
            from += part;
            left -= part;
        }
    }

    private Block newBlock(int length) {
        Block block = length > SMALL_BLOCK ? spare.poll() : null;
        return block != null ? block : new Block(length > SMALL_BLOCK ? Math.max(LARGE_BLOCK, length) : SMALL_BLOCK);
    }

    /** The end of the data. */
    public void end() {
        lock.lock();
        try {
            ended = true;
            spare.clear();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * It ends before its end: who reads on gets what has come, and then an exception. Does nothing if the end has come.
     *
     * @param why the message of the exception
     */
    public void cut(String why) {
        lock.lock();
        try {
            cut = ended ? cut : why;
            ended = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (current == null) {
            current = take();
            if (current == null) {
                return -1;
            }
            taken.accept(current.end - current.start);
        }
        int part = Math.min(length, current.end - current.start);
        System.arraycopy(current.bytes, current.start, into, offset, part);
        current.start += part;
        if (current.start == current.end) {
            giveBack(current);
            current = null;
        }
        return part;
    }

    /** Waits for a block; null at the end of the stream. */
    private Block take() throws IOException {
        lock.lock();
        try {
            while (blocks.isEmpty() && !ended && !closed) {
                changed.await();
            }
            if (closed) {
                throw new IOException("the stream is closed");
            }
            if (blocks.isEmpty() && cut != null) {
                throw new IOException(cut);
            }
            return blocks.poll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while waiting for data of the server").initCause(e);
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(Block block) {
        if (block.bytes.length != LARGE_BLOCK) {
            return;
        }
        block.start = 0;
        block.end = 0;
        lock.lock();
        try {
            if (spare.size() < MOST_SPARE && !ended) {
                spare.add(block);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int available() throws IOException {
        int sum = current == null ? 0 : current.end - current.start;
        lock.lock();
        try {
            return sum + waiting();
        } finally {
            lock.unlock();
        }
    }

    /** Data that arrives later is dropped, so that the other side does not wait for a reader who has left. */
    @Override
    public void close() {
        int unread;
        lock.lock();
        try {
            closed = true;
            unread = waiting();
            blocks.clear();
            spare.clear();
            changed.signal();
        } finally {
            lock.unlock();
        }
        if (unread > 0) {
            taken.accept(unread);
        }
    }
}
