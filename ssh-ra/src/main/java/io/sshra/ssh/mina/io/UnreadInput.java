package io.sshra.ssh.mina.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.function.BooleanSupplier;

/**
 * Reads what arrived before a write failed. The other side has closed the connection, and may have said why before: that is in the socket,
 * and nobody has read it.
 */
final class UnreadInput {

    /** In bytes. */
    private static final int AT_ONCE = 32 * 1024;
    private static final int MOST_READS = 64;

    /** Handles a piece of input. */
    interface Handler {
        void handle(ByteBuffer input) throws Exception;
    }

    private UnreadInput() {
    }

    /** @param isWanted whether to go on */
    static void read(ReadableByteChannel channel, BooleanSupplier isWanted, Handler handler) {
        ByteBuffer buffer = ByteBuffer.allocate(AT_ONCE);
        try {
            for (int i = 0; i < MOST_READS && isWanted.getAsBoolean() && channel.read(buffer.clear()) > 0; i++) {
                handler.handle(buffer);
            }
        } catch (IOException e) {
            IoFailures.ignored("the connection is broken", e);
        } catch (Exception e) {
            IoFailures.ignored("reading what came before the end", e);
        }
    }
}
