package io.sshra;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A connection that the server has made to an address or a Unix-domain socket, modelled on {@link java.net.Socket}. Its bytes go through the
 * SSH connection (RFC 4254 section 7.2). No port listens for it on this machine.
 *
 * <p>It has its own channel, which counts towards the connection's limit until the stream is closed or both directions have ended. Closing
 * the handle that opened it closes the stream. While it is open, the SSH connection is not idle. It does not reconnect.
 *
 * <p>The two directions end separately. Each may be used by one thread at a time. {@link #close()} may be called by any thread, and so
 * ends what other threads wait for; an interrupt does the same for one thread, which gets an {@link java.io.InterruptedIOException} and
 * stays interrupted. The stream stays open after an interrupt.
 *
 * <p>A reader that does not read lets the channel's window fill (RFC 4254 section 5.2). Then the other side waits, and nothing else on
 * the connection does.
 *
 * @since 1.0
 */
public interface SshStream extends AutoCloseable {

    /**
     * What the other side sends. It ends when the other side has ended its direction. If the connection is lost before, or the stream or its
     * handle is closed, reading throws an {@link IOException}. SSH has no message for a reset: where the other side may break in the
     * middle, its protocol must say where a message ends. Closing it drops what still comes.
     */
    InputStream input();

    /**
     * What the other side receives. Each call of {@code write} sends its bytes, so put a {@link java.io.BufferedOutputStream} before it for
     * many small ones. Writing waits while the other side does not read. Closing it ends this direction, as {@link #shutdownOutput()}
     * does.
     */
    OutputStream output();

    /**
     * Ends the direction to the other side, which reads the end of the stream (RFC 4254 section 5.3). The other direction stays open. A
     * no-op if it has ended.
     *
     * @throws IOException if the connection was lost
     */
    void shutdownOutput() throws IOException;

    /** Whether it is open: neither closed nor lost, and at least one direction has not ended. */
    boolean isOpen();

    /** Ends both directions, without waiting for the other side. A no-op if they have ended. */
    @Override
    void close();
}
