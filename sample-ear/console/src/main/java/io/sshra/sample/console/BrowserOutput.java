package io.sshra.sample.console;

import java.io.IOException;
import java.io.OutputStream;

/** What a browser reads. Tells whether the browser or the machine is the reason of a failure. */
final class BrowserOutput extends OutputStream {

    /** The browser has interrupted a download, or the user has cancelled it there. */
    static final class Gone extends IOException {

        private static final long serialVersionUID = 1L;

        Gone(IOException cause) {
            super(cause);
        }
    }

    private final OutputStream out;

    BrowserOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw new Gone(e);
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException e) {
            throw new Gone(e);
        }
    }
}
