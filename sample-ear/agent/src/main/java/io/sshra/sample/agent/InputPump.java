package io.sshra.sample.agent;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/** Writes to a command's input, in a thread that may block, what others add without blocking. Thread-safe. */
final class InputPump {

    /** All commands of a caller's conversations must fit into memory. */
    static final int MOST = 1 << 18;

    /** Guarded, like the next fields, by this object's monitor. */
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private int size;
    /** Nothing more is added. */
    private boolean last;
    /** The command has ended. */
    private boolean closed;

    /** @throws Refusal if that is more than may wait */
    InputPump(byte[] first, boolean more) {
        if (first.length > MOST) {
            throw new Refusal("The input has " + first.length + " bytes, and may have " + MOST + ". Write a file by ssh_write_file, and let the command read that");
        }
        waiting.add(first.clone());
        size = first.length;
        last = !more;
    }

    /**
     * @param end whether the input ends after it
     * @throws Refusal if it ends already, or the command does not read what it was given
     */
    synchronized void add(byte[] bytes, boolean end) {
        if (last) {
            throw new Refusal("The input of the command has ended. Start it with keep_stdin to write later");
        }
        if (size + bytes.length > MOST) {
            throw new Refusal("The command has not read " + size + " bytes of its input yet, and at most " + MOST + " may wait. Write less, or later");
        }
        waiting.add(bytes.clone());
        size += bytes.length;
        last = end;
        notifyAll();
    }

    synchronized void close() {
        closed = true;
        waiting.clear();
        notifyAll();
    }

    /** Takes the first input, in place of {@link #pump}. */
    synchronized byte[] takeFirst() {
        return waiting.remove();
    }

    /** Returns when the input has ended, or nobody reads it. */
    void pump(OutputStream stdin) {
        try (stdin) {
            for (byte[] next = take(); next != null; next = take()) {
                stdin.write(next);
                stdin.flush();
                written(next.length);
            }
        } catch (IOException notRead) {
            close();
        } catch (InterruptedException e) {
            // The server stops.
            Thread.currentThread().interrupt();
        }
    }

    /** Null at the end. */
    private synchronized byte[] take() throws InterruptedException {
        while (waiting.isEmpty() && !last && !closed) {
            wait();
        }
        return waiting.poll();
    }

    private synchronized void written(int length) {
        size -= length;
    }
}
