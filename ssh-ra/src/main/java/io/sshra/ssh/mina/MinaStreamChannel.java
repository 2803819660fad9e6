package io.sshra.ssh.mina;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshText;
import io.sshra.SshTimeoutException;
import io.sshra.ssh.ChannelNotOpenedException;
import io.sshra.ssh.Location;
import io.sshra.ssh.StreamChannel;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;

/**
 * A stream on a channel of its own. What arrives is kept for the reader, at most as much as the channel's window. So no I/O thread waits for
 * a reader, and the other side waits for a caller who does not read.
 *
 * <pre>
 *   OPENING ──the server has connected──▶ OPEN ──both directions end, close, loss──▶ ENDED
 *      └──refusal, time-out, interrupt, close, loss─────────────────────────────────▶
 * </pre>
 */
final class MinaStreamChannel implements StreamChannel {

    private final MinaTransport transport;
    private final Wire channel;
    private final KeptOutput kept;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    /** Counted down when the server has answered, or the channel has ended. */
    private final CountDownLatch answered = new CountDownLatch(1);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean opened;
    private volatile Throwable openFailure;
    private volatile boolean closedHere;
    private volatile boolean lost;

    /** Keeps what arrives. */
    private final class Wire extends DirectChannel {

        Wire(Location destination) {
            super(destination, true);
        }

        @Override
        void received(byte[] data, int offset, int length) {
            kept.stdout().put(data, offset, length);
        }

        @Override
        void inputEnded() {
            kept.stdout().end();
        }

        @Override
        void inputCut() {
            kept.cut(whyEnded());
        }
    }

    MinaStreamChannel(MinaTransport transport, Location destination) {
        this.transport = transport;
        this.channel = new Wire(destination);
        this.kept = new KeptOutput(channel.getLocalWindow(), true);
        channel.addCloseFutureListener(future -> end());
    }

    /** Sends the request to open the channel. {@link #awaitOpened()} reports a failure to send it. */
    void open() {
        try {
            transport.register(channel);
            channel.open().addListener(future -> {
                if (future.isOpened()) {
                    opened = true;
                    answered.countDown();
                } else {
                    openFailure = future.getException();
                    end();
                }
            });
        } catch (IOException | RuntimeException e) {
            openFailure = e;
            channel.close(true);
            end();
        }
    }

    private void end() {
        noteLoss();
        // In this order, so that a caller whose stream was refused finds its place in the budget free.
        ended.complete(null);
        answered.countDown();
    }

    private void noteLoss() {
        if (!closedHere && !channel.hasEndedInOrder() && !transport.isOpen()) {
            lost = true;
        }
    }

    @Override
    public void awaitOpened() throws ChannelNotOpenedException, SshException {
        boolean inTime;
        try {
            inTime = answered.await(transport.openTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new SshException(SshErrorCode.INTERRUPTED, "interrupted while " + this + " was opened", e);
        }
        if (opened) {
            return;
        }
        close();
        if (!inTime) {
            throw new SshTimeoutException(SshErrorCode.TIMEOUT, transport + " did not answer the opening of a stream to " + channel.destination());
        }
        SshChannelOpenException refusal = ChannelFailure.refusal(openFailure);
        if (refusal == null || refusal.getReasonCode() == SshConstants.SSH_OPEN_RESOURCE_SHORTAGE) {
            throw ChannelFailure.of(transport, "a stream to " + channel.destination(), openFailure);
        }
        // It counts even if the connection has ended since. OpenSSH gives this reason for a socket that it may not connect to, too.
        boolean failed = refusal.getReasonCode() == SshConstants.SSH_OPEN_CONNECT_FAILED;
        throw new SshException(failed ? SshErrorCode.DESTINATION_NOT_REACHED : SshErrorCode.FORWARDING_FAILED,
                transport + (failed ? " did not connect to " : " refuses to connect to ") + channel.destination()
                        + ChannelFailure.reason(refusal), refusal);
    }

    private String whyEnded() {
        noteLoss();
        Exception fault = channel.fault();
        return fault != null ? "the server broke the rules of the channel: " + SshText.visible(fault.getMessage())
                : closedHere ? "the stream is closed"
                : lost ? "the connection to " + transport + " was lost"
                : "the other side has closed the stream to " + channel.destination();
    }

    @Override
    public InputStream input() {
        return CountedStreams.input(kept.stdout(), bytes -> {
            received.addAndGet(bytes);
            transport.traffic().received(bytes);
        });
    }

    @Override
    public OutputStream output() {
        return CountedStreams.output(new Output(), bytes -> {
            sent.addAndGet(bytes);
            transport.traffic().sent(bytes);
        });
    }

    /** Sends what is written at once. */
    private final class Output extends OutputStream {

        private interface Work {
            void run() throws IOException;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] data, int offset, int length) throws IOException {
            explained(() -> {
                channel.sent().write(data, offset, length);
                channel.sent().flush();
                if (channel.isClosing()) {
                    // MINA drops what is written from then on.
                    throw new IOException(whyEnded());
                }
            });
        }

        @Override
        public void close() throws IOException {
            explained(channel.sent()::close);
        }

        private void explained(Work work) throws IOException {
            try {
                work.run();
            } catch (IOException e) {
                throw isOpen() || e instanceof InterruptedIOException ? e : new IOException(whyEnded(), e);
            }
        }
    }

    @Override
    public boolean isOpen() {
        return opened && !ended.isDone() && !channel.isClosing() && transport.isOpen();
    }

    @Override
    public boolean connectionLost() {
        return lost;
    }

    @Override
    public long bytesReceived() {
        return received.get();
    }

    @Override
    public long bytesSent() {
        return sent.get();
    }

    @Override
    public void onClosed(Runnable action) {
        ended.thenRun(action);
    }

    @Override
    public void close() {
        if (transport.isOpen()) {
            closedHere = true;
        }
        channel.close(false);
        kept.stdout().close();
        end();
    }

    @Override
    public String toString() {
        return "a stream to " + channel.destination() + " on " + transport;
    }
}
