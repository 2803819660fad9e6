package io.sshra.benchmarks;

import java.io.IOException;
import java.nio.file.Path;

/** A client library or program, set up once. Thread-safe. */
public interface Peer extends AutoCloseable {

    /** Connects and authenticates. */
    Link connect() throws Exception;

    /** A link for the session with this name. The adapter has one connection for each session; other clients connect for each link. */
    default Link connect(String session) throws Exception {
        return connect();
    }

    /** Tries to connect to another host, with the same login. */
    default void connectTo(String host, int port) throws Exception {
        throw new UnsupportedOperationException();
    }

    /**
     * Sends a health check on all connections without waiting.
     *
     * @return closes the connections that have not answered; null for a client without such a check
     */
    default Runnable sweep() throws Exception {
        return null;
    }

    /** The number of open connections, for a client with a health check. */
    default int connections() {
        throw new UnsupportedOperationException();
    }

    /** Whether the client uses the processor time of this process, and not that of others. */
    default boolean isInThisProcess() {
        return true;
    }

    @Override
    default void close() throws IOException {
        // Most clients have nothing to close.
    }

    /** An authenticated connection. Thread-safe. */
    interface Link extends AutoCloseable {

        /** Runs a command, reads all of its output, and returns its exit code. */
        int run(String command) throws Exception;

        /** Runs a command, reads all of its output, and returns the number of bytes. */
        default long read(String command) throws Exception {
            throw new UnsupportedOperationException();
        }

        /** Runs a command and writes this number of bytes to its input. */
        default void write(String command, long bytes) throws Exception {
            throw new UnsupportedOperationException();
        }

        default void upload(Path from, String to) throws Exception {
            throw new UnsupportedOperationException();
        }

        default void download(String from, Path to) throws Exception {
            throw new UnsupportedOperationException();
        }

        /** A folder with many small files. */
        default void uploadTree(Path from, String to) throws Exception {
            throw new UnsupportedOperationException();
        }

        default void downloadTree(String from, Path to) throws Exception {
            throw new UnsupportedOperationException();
        }

        @Override
        void close() throws IOException;
    }

    /** Reads a stream to its end. */
    static long drain(java.io.InputStream in) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long sum = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            sum += read;
        }
        return sum;
    }

    /** Writes this number of bytes and closes the stream. */
    static void fill(java.io.OutputStream out, long bytes) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        for (long left = bytes; left > 0; left -= buffer.length) {
            out.write(buffer, 0, (int) Math.min(left, buffer.length));
        }
        out.close();
    }
}
