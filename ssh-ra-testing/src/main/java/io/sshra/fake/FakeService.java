package io.sshra.fake;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * What a machine has at an address or a socket. It serves each stream on a thread of its own, which is interrupted when the connection is
 * lost. Its streams then throw an {@link java.io.IOException}.
 *
 * @since 1.0
 */
@FunctionalInterface
public interface FakeService {

    /**
     * Serves one stream to its end. The stream closes when this method returns.
     *
     * @param in  what the application writes; ends when it ends its direction or closes the stream
     * @param out what the application reads; closing it ends this direction. Writing waits if the application does not read
     * @throws Exception if the stream was ended from outside. Any other exception breaks the stream: the application's next read throws an
     *                   {@link java.io.IOException} with its text
     */
    void serve(InputStream in, OutputStream out) throws Exception;
}
