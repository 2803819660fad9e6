package io.sshra.ssh.mina.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A tunnel whose other side is the test. It has room as the test says. */
final class TestTunnel implements Tunnel {

    final Queue<byte[]> toRead = new ConcurrentLinkedQueue<>();
    final ByteArrayOutputStream written = new ByteArrayOutputStream();
    final AtomicInteger room = new AtomicInteger();
    volatile boolean atEnd;
    volatile boolean cut;
    volatile boolean outputEnded;
    volatile boolean ended;
    private volatile Runnable change = () -> { };

    void change() {
        change.run();
    }

    @Override
    public void onChange(Runnable action) {
        change = action;
    }

    @Override
    public ByteBuffer read() {
        byte[] next = toRead.poll();
        return next == null ? null : ByteBuffer.wrap(next);
    }

    @Override
    public boolean isAtEnd() {
        return atEnd;
    }

    @Override
    public synchronized int write(ByteBuffer bytes) throws IOException {
        if (ended) {
            throw new IOException("ended");
        }
        int part = Math.min(bytes.remaining(), room.get());
        byte[] taken = new byte[part];
        bytes.get(taken);
        written.writeBytes(taken);
        room.addAndGet(-part);
        return part;
    }

    synchronized byte[] allWritten() {
        return written.toByteArray();
    }

    @Override
    public boolean isCut() {
        return cut;
    }

    @Override
    public boolean isOver() {
        return ended;
    }

    @Override
    public void endOutput() {
        outputEnded = true;
    }

    @Override
    public void end() {
        ended = true;
    }
}
