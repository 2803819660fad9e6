package io.sshra.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * The streams of applications as channels, which do not close them. A failure of a stream is a {@link StreamException}, so that its
 * time-out is not taken for an interrupt, for instance.
 */
final class Streams {

    /** Array size for buffers that have none. In bytes. */
    private static final int CHUNK = 32 * 1024;

    /** Reading the application's stream or writing to it failed. */
    static final class StreamException extends IOException {

        private static final long serialVersionUID = 1L;

        StreamException(String what, IOException cause) {
            super("the application's stream can't be " + what + ": " + cause.getMessage(), cause);
        }
    }

    private Streams() {
    }

    static ReadableByteChannel reading(InputStream stream) {
        return new Reading(stream);
    }

    static WritableByteChannel writing(OutputStream stream) {
        return new Writing(stream);
    }

    static void flush(OutputStream stream) throws IOException {
        try {
            stream.flush();
        } catch (IOException e) {
            throw failure("written", e);
        }
    }

    private static IOException failure(String what, IOException cause) {
        return Thread.currentThread().isInterrupted() ? interrupted(cause) : new StreamException(what, cause);
    }

    private static IOException interrupted(IOException cause) {
        return (IOException) new ClosedByInterruptException().initCause(cause);
    }

    private static void checkInterrupt() throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted(null);
        }
    }

    private static final class Reading implements ReadableByteChannel {

        private final InputStream stream;

        Reading(InputStream stream) {
            this.stream = stream;
        }

        @Override
        public int read(ByteBuffer to) throws IOException {
            checkInterrupt();
            byte[] bytes = new byte[Math.min(CHUNK, to.remaining())];
            int read;
            try {
                read = stream.read(bytes);
            } catch (IOException e) {
                throw failure("read", e);
            }
            if (read > 0) {
                to.put(bytes, 0, read);
            }
            return read;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // The application closes it.
        }
    }

    private static final class Writing implements WritableByteChannel {

        private final OutputStream stream;

        Writing(OutputStream stream) {
            this.stream = stream;
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            checkInterrupt();
            byte[] bytes = new byte[Math.min(CHUNK, from.remaining())];
            from.get(bytes);
            try {
                stream.write(bytes);
            } catch (IOException e) {
                throw failure("written", e);
            }
            return bytes.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // The application closes it.
        }
    }
}
