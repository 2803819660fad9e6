package io.sshra.ssh.mina.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** One thread that waits for many sockets, and does what they are ready for, which must not block. */
final class IoLoop {

    /** More would not be read at once: a socket has the next turn after the others. In bytes. */
    private static final int READ_SIZE = 64 * 1024;

    /** Something that waits for a socket. */
    interface Ready {

        /**
         * Called on the loop's thread.
         *
         * @param buffer to read into; only for this call, and empty
         */
        void ready(SelectionKey key, ByteBuffer buffer);
    }

    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_SIZE);

    IoLoop() throws IOException {
        selector = Selector.open();
    }

    /** The thread's: ends when the loop is closed. */
    void run() {
        while (selector.isOpen()) {
            try {
                selector.select(this::turn);
            } catch (IOException | RuntimeException | Error e) {
                // Nobody is to suffer from another's failure, or from a lack of memory that may have passed.
                IoFailures.ignored("waiting for sockets", e);
            }
        }
    }

    private void turn(SelectionKey key) {
        if (key.isValid()) {
            ((Ready) key.attachment()).ready(key, buffer.clear());
        }
    }

    /** Registers the channel, which is not blocking. From any thread. */
    SelectionKey register(SelectableChannel channel, int operations, Ready ready) throws IOException {
        SelectionKey key = channel.register(selector, operations, ready);
        wakeUp();
        return key;
    }

    /** Lets it see at once what another thread has changed: what a channel waits for, or that it is closed. */
    void wakeUp() {
        selector.wakeup();
    }

    void close() {
        try {
            selector.close();
        } catch (IOException e) {
            IoFailures.ignored("closing a selector", e);
        }
    }
}
