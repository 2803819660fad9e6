package io.sshra.pool.key;

import io.sshra.SshException;
import io.sshra.ssh.ChannelNotOpenedException;
import io.sshra.ssh.ProcessChannel;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A process that ends when more of one of its outputs was read than a level allows. */
final class LimitedProcess implements ProcessChannel {

    private final ProcessChannel process;
    private final long most;

    LimitedProcess(ProcessChannel process, long most) {
        this.process = process;
        this.most = most;
    }

    /** Passes on at most {@link #most} bytes. For one thread at a time, like any input stream. */
    private final class Limited extends FilterInputStream {

        private long read;

        Limited(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] data, int offset, int length) throws IOException {
            // One byte more than is allowed, to tell an end from too much.
            int count = in.read(data, offset, (int) Math.min(length, most - read + 1));
            return count < 0 ? count : passed(count);
        }

        @Override
        public long skip(long bytes) throws IOException {
            long count = in.skip(Math.min(bytes, most - read + 1));
            return passed(count);
        }

        private <N extends Number> N passed(N count) throws IOException {
            read += count.longValue();
            if (read > most) {
                process.close();
                throw new IOException("the level of this connection allows no more than " + most + " bytes of output: MaxOutput");
            }
            return count;
        }
    }

    @Override
    public InputStream stdout() {
        return new Limited(process.stdout());
    }

    @Override
    public InputStream stderr() {
        return new Limited(process.stderr());
    }

    // ---- as it is ----

    @Override
    public void awaitStarted() throws ChannelNotOpenedException, SshException {
        process.awaitStarted();
    }

    @Override
    public OutputStream stdin() {
        return process.stdin();
    }

    @Override
    public void keepLastErrors(int bytes) {
        process.keepLastErrors(bytes);
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public boolean awaitExit(long nanos) throws InterruptedException {
        return process.awaitExit(nanos);
    }

    @Override
    public Integer exitStatus() {
        return process.exitStatus();
    }

    @Override
    public String exitSignal() {
        return process.exitSignal();
    }

    @Override
    public boolean connectionLost() {
        return process.connectionLost();
    }

    @Override
    public boolean timedOut() {
        return process.timedOut();
    }

    @Override
    public boolean signal(String name) {
        return process.signal(name);
    }

    @Override
    public boolean resize(int columns, int rows) {
        return process.resize(columns, rows);
    }

    @Override
    public void destroy() {
        process.destroy();
    }

    @Override
    public void close() {
        process.close();
    }

    @Override
    public void onExit(Runnable action) {
        process.onExit(action);
    }

    @Override
    public void onClosed(Runnable action) {
        process.onClosed(action);
    }
}
