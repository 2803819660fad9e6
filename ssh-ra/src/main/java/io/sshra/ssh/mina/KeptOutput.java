package io.sshra.ssh.mina;

import io.sshra.ssh.stream.ReceivedStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.common.channel.LocalWindow;

/**
 * The output of a channel, kept for its readers within the window (RFC 4254 section 5.2). What they have read adjusts the window.
 * Thread-safe.
 */
final class KeptOutput {

    /** The window is adjusted when this part of it has been read. Each adjustment costs both sides a packet. */
    private static final int PARTS_OF_WINDOW = 8;

    private final LocalWindow window;
    private final ReceivedStream stdout;
    private final ReceivedStream stderr;
    /** Bytes that have been read and for which the window has not been adjusted yet. */
    private final AtomicLong room = new AtomicLong();

    /** @param merged whether standard error goes into standard output */
    KeptOutput(LocalWindow window, boolean merged) {
        this.window = window;
        this.stdout = new ReceivedStream(this::taken);
        this.stderr = merged ? stdout : new ReceivedStream(this::taken);
    }

    ReceivedStream stdout() {
        return stdout;
    }

    /** The same stream as standard output if they are merged. */
    ReceivedStream stderr() {
        return stderr;
    }

    /** From now on readers get an exception with this message for the missing rest, unless all has arrived. */
    void cut(String why) {
        stdout.cut(why);
        stderr.cut(why);
    }

    private void taken(int bytes) {
        if (room.addAndGet(bytes) < window.getMaxSize() / PARTS_OF_WINDOW || !window.isOpen()) {
            return;
        }
        try {
            window.release(room.getAndSet(0));
        } catch (IOException e) {
            // This can't happen: sendWindowAdjust of these channels throws no IOException.
            throw new UncheckedIOException(e);
        }
    }
}
