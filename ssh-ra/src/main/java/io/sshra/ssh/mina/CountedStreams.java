package io.sshra.ssh.mina;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.IntConsumer;

/** Streams of a channel that tell how many bytes have gone through them. */
final class CountedStreams {

    private CountedStreams() {
    }

    /** @param counter gets the number of bytes of each read */
    static InputStream input(InputStream stream, IntConsumer counter) {
        return new FilterInputStream(stream) {
            @Override
            public int read() throws IOException {
                int read = super.read();
                if (read >= 0) {
                    counter.accept(1);
                }
                return read;
            }

            @Override
            public int read(byte[] data, int offset, int length) throws IOException {
                int read = super.read(data, offset, length);
                if (read > 0) {
                    counter.accept(read);
                }
                return read;
            }
        };
    }

    /** @param counter gets the number of bytes of each write */
    static OutputStream output(OutputStream stream, IntConsumer counter) {
        return new FilterOutputStream(stream) {
            @Override
            public void write(int b) throws IOException {
                out.write(b);
                counter.accept(1);
            }

            @Override
            public void write(byte[] data, int offset, int length) throws IOException {
                out.write(data, offset, length);
                counter.accept(length);
            }
        };
    }
}
