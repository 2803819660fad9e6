package io.sshra.transfer;

import io.sshra.SshText;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.Charset;

/**
 * The messages of SCP, between this machine and the program {@code scp} of the server. Each side confirms each message of the other one
 * with a byte 0; 1 and 2 are followed by a line that says what is wrong. There is no specification: OpenSSH's {@code scp.c} is the model.
 * A program that has ended fails a read or a write, whichever comes first: both are an {@link EOFException}. For one thread.
 */
final class ScpLink {

    private static final int LONGEST_LINE = 8192;
    private static final int OK = 0;
    private static final int WARNING = 1;
    private static final int ERROR = 2;

    /** The server has said that something is wrong. */
    static final class ScpException extends IOException {

        private static final long serialVersionUID = 1L;

        ScpException(String line) {
            super("the server's scp says: " + SshText.visible(line));
        }
    }

    private final InputStream in;
    private final OutputStream out;
    private final Charset names;

    ScpLink(InputStream in, OutputStream out, Charset names) {
        this.in = in;
        this.out = out;
        this.names = names;
    }

    InputStream in() {
        return in;
    }

    void confirm() throws IOException {
        write(new byte[] {OK}, 1);
        flush();
    }

    /** Sends content. It may wait for more or for the next message. */
    void write(byte[] bytes, int length) throws IOException {
        toProgram(() -> out.write(bytes, 0, length));
    }

    /** Ends the program's input. */
    void end() throws IOException {
        toProgram(out::close);
    }

    private void flush() throws IOException {
        toProgram(out::flush);
    }

    private interface Sending {
        void run() throws IOException;
    }

    private static void toProgram(Sending sending) throws IOException {
        try {
            sending.run();
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw (IOException) new EOFException("the server's scp takes no more input").initCause(e);
        }
    }

    /** Sends a line, and waits until the server has confirmed it. */
    void send(String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(names);
        write(bytes, bytes.length);
        flush();
        awaitConfirmation();
    }

    /** @throws ScpException if the server says that something is wrong */
    void awaitConfirmation() throws IOException {
        int answer = in.read();
        if (answer != OK) {
            throw failure(answer);
        }
    }

    /**
     * Reads the first byte of the server's next message.
     *
     * @return -1 at the end
     * @throws ScpException if the server says that something is wrong
     */
    int type() throws IOException {
        int type = in.read();
        if (type == WARNING || type == ERROR) {
            throw failure(type);
        }
        return type;
    }

    private IOException failure(int answer) throws IOException {
        if (answer < 0) {
            return new EOFException("the server's scp has ended without an answer");
        }
        return answer == WARNING || answer == ERROR ? new ScpException(line())
                : new IOException("not the SCP protocol: " + SshText.visible((char) answer + line()));
    }

    /** The rest of a line, without its end. */
    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (line.size() == LONGEST_LINE) {
                throw new IOException("a line of the server's scp is longer than " + LONGEST_LINE + " bytes");
            }
            line.write(b);
        }
        return line.toString(names);
    }
}
