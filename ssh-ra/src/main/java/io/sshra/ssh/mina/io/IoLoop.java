package io.sshra.ssh.mina.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/** One thread that waits for many sockets and does what they are ready for, which must not block. */
final class IoLoop {

    /** The maximum to read from a socket before the others have their turn. In bytes. */
    private static final int READ_SIZE = 64 * 1024;
    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Something that waits for a socket. */
    interface Ready {

        /**
         * Handles what the socket is ready for. Called on the loop's thread.
         *
         * @param buffer to read into; only for this call, and empty
         */
        void ready(SelectionKey key, ByteBuffer buffer);
    }

    private final Selector selector;
    private final LongConsumer pause;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_SIZE);
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    /** For this round. Used by the loop's thread only. */
    private boolean failed;
    /** Null before it runs. */
    private volatile Thread thread;

    IoLoop() throws IOException {
        this(Selector.open(), LockSupport::parkNanos);
    }

    /** @param pause waits for this many nanoseconds */
    IoLoop(Selector selector, LongConsumer pause) {
        this.selector = selector;
        this.pause = pause;
    }

    /**
     * The thread's work, which ends when the loop is closed. A failure does not affect other sockets, and a single failure
     * causes no delay. If rounds fail repeatedly, the loop pauses between them, for 1 ms at first and at most 100 ms, so that
     * it does not use a whole processor.
     */
    void run() {
        thread = Thread.currentThread();
        long pauseNanos = 0;
        while (selector.isOpen()) {
            failed = false;
            try {
                selector.select(this::turn);
            } catch (IOException | RuntimeException | Error e) {
                failed(e);
            }
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                guarded(task);
            }
            if (!failed) {
                pauseNanos = 0;
            } else if (pauseNanos == 0) {
                pauseNanos = SHORTEST_PAUSE_NANOS;
            } else if (selector.isOpen()) {
                pause.accept(pauseNanos);
                pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
            }
        }
    }

    private void turn(SelectionKey key) {
        guarded(() -> {
            if (key.isValid()) {
                ((Ready) key.attachment()).ready(key, buffer.clear());
            }
        });
    }

    private void guarded(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private void failed(Throwable failure) {
        failed = true;
        IoFailures.ignored("waiting for sockets", failure);
    }

    /** Registers a non-blocking channel. From any thread. */
    SelectionKey register(SelectableChannel channel, int operations, Ready ready) throws IOException {
        SelectionKey key = channel.register(selector, operations, ready);
        wakeUp();
        return key;
    }

    /**
     * Runs the task on the loop's thread, in this round or one of the next. Does not run it if the loop is closed. From any thread.
     */
    void execute(Runnable task) {
        tasks.add(task);
        if (!isHere()) {
            wakeUp();
        }
    }

    /** Makes the loop notice at once what another thread has changed: what a channel waits for, or that it is closed. */
    void wakeUp() {
        selector.wakeup();
    }

    /** Whether the calling thread is that of the loop. */
    boolean isHere() {
        return Thread.currentThread() == thread;
    }

    boolean isOpen() {
        return selector.isOpen();
    }

    /** Has the system close the sockets whose channels were closed. Called by a task of the loop. */
    void closeSockets() {
        try {
            selector.selectNow(this::turn);
        } catch (IOException e) {
            failed(e);
        }
    }

    void close() {
        try {
            selector.close();
        } catch (IOException e) {
            IoFailures.ignored("closing a selector", e);
        }
    }
}
