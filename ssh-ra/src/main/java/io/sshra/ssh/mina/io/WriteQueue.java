package io.sshra.ssh.mina.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.common.io.AbstractIoWriteFuture;

/**
 * The data to write to one socket or tunnel, in order. A writing thread writes as much as the socket takes. The rest waits here, and the loop
 * writes it when there is room again. Nobody waits for the other side.
 *
 * <pre>
 * open ──a write fails──▶ broken      nothing is written any more: a packet is missing
 *   └────close───────────▶ closed     what waits fails
 * </pre>
 */
final class WriteQueue {

    /** Bytes that are being written. */
    static final class Write extends AbstractIoWriteFuture {

        private final ByteBuffer bytes;
        private final int answerBytes;

        /** @param isAnswer whether it answers what the other side has sent */
        Write(Object id, ByteBuffer bytes, boolean isAnswer) {
            super(id, null);
            this.bytes = bytes;
            this.answerBytes = isAnswer ? bytes.remaining() : 0;
        }

        void written() {
            setValue(Boolean.TRUE);
        }

        void failed(Throwable failure) {
            setValue(failure);
        }
    }

    /** Takes what is written. */
    interface Outlet {

        /** Takes as much as there is room for, and returns how much that is. Does not block. */
        int write(ByteBuffer bytes) throws IOException;
    }

    private final Outlet outlet;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock.
    private final Deque<Write> waiting = new ArrayDeque<>();
    private boolean closed;
    /** Written under the lock. */
    private volatile int unsentAnswerBytes;
    private volatile boolean broken;

    WriteQueue(Outlet outlet) {
        this.outlet = outlet;
    }

    /**
     * Hands the bytes to the socket, or keeps them.
     *
     * @return whether the socket has taken all of them
     * @throws IOException if it can't be written; then, and after any other failure, nothing is written any more
     */
    boolean write(Write write) throws IOException {
        boolean isDone = false;
        lock.lock();
        try {
            if (closed || broken) {
                throw new ClosedChannelException();
            }
            boolean isTaken = false;
            if (waiting.isEmpty()) {
                outlet.write(write.bytes);
                isTaken = !write.bytes.hasRemaining();
            }
            if (!isTaken) {
                waiting.add(write);
                unsentAnswerBytes += write.answerBytes;
            }
            isDone = true;
            return isTaken;
        } finally {
            broken |= !isDone;
            lock.unlock();
        }
    }

    /**
     * Writes what waits, as much as the socket takes.
     *
     * @param whenEmpty called under the lock if nothing waits any more
     * @return what has been taken
     */
    List<Write> writeOn(Runnable whenEmpty) throws IOException {
        List<Write> taken = new ArrayList<>();
        lock.lock();
        try {
            while (!waiting.isEmpty()) {
                Write next = waiting.peek();
                outlet.write(next.bytes);
                if (next.bytes.hasRemaining()) {
                    return taken;
                }
                unsentAnswerBytes -= next.answerBytes;
                taken.add(waiting.remove());
            }
            whenEmpty.run();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** How many bytes of answers the socket has not taken yet. */
    int unsentAnswerBytes() {
        return unsentAnswerBytes;
    }

    /** The last write that waits; null if none does. */
    Write last() {
        lock.lock();
        try {
            return waiting.peekLast();
        } finally {
            lock.unlock();
        }
    }

    /** Closes the queue and returns what waits. Nothing is written any more. */
    List<Write> close() {
        lock.lock();
        try {
            closed = true;
            List<Write> aborted = List.copyOf(waiting);
            waiting.clear();
            unsentAnswerBytes = 0;
            return aborted;
        } finally {
            lock.unlock();
        }
    }
}
