package io.sshra.ssh.mina;

import io.sshra.SshCommand;
import io.sshra.SshConnectionLostException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshPty;
import io.sshra.SshTimeoutException;
import io.sshra.ssh.ChannelNotOpenedException;
import io.sshra.ssh.ProcessChannel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process on a session channel. Its output is kept for the reader, at most as much as the channel's window. So no I/O thread
 * writes to a stream that may block, and the server waits for a caller who does not read.
 */
final class MinaProcessChannel implements ProcessChannel {

    private final MinaTransport transport;
    private final String what;
    private final Duration timeout;
    private final MinaSessionChannel channel;
    /** Counted down when the server has said whether it runs the command, or the channel has ended. */
    private final CountDownLatch answered = new CountDownLatch(1);
    private final CompletableFuture<Void> exited = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile Throwable openFailure;
    /** The connection may end right after the handle. */
    private volatile boolean closedByHandle;
    private volatile boolean lost;
    private volatile boolean timedOut;

    /** A command. */
    MinaProcessChannel(MinaTransport transport, SshCommand command) {
        this.transport = transport;
        this.what = command.toString();
        this.timeout = command.timeout();
        this.channel = MinaSessionChannel.of(transport, command, true, this::stateChanged);
        channel.keepOutput();
        channel.addCloseFutureListener(future -> ended());
    }

    /** The user's shell. */
    MinaProcessChannel(MinaTransport transport, SshPty pty, Map<String, String> environment) {
        this.transport = transport;
        this.what = "the shell";
        this.timeout = null;
        this.channel = new MinaSessionChannel(transport, null, pty, environment, true, this::stateChanged);
        channel.keepOutput();
        channel.addCloseFutureListener(future -> ended());
    }

    /** Sends the request to open the channel. {@link #awaitStarted()} reports a failure to send it. */
    void open() {
        try {
            transport.register(channel);
            channel.open().addListener(future -> {
                if (!future.isOpened()) {
                    openFailure = future.getException();
                    ended();
                }
            });
        } catch (IOException | RuntimeException e) {
            openFailure = e;
            channel.close(true);
            ended();
        }
    }

    /** On an I/O thread. */
    private void stateChanged() {
        if (channel.isAccepted()) {
            answered.countDown();
        }
        if (channel.hasExited() || channel.fault() != null) {
            exited.complete(null);
        }
    }

    private void ended() {
        if (!exited.isDone()) {
            lost = !closedByHandle && !channel.isClosedByServer() && !transport.isOpen();
        }
        answered.countDown();
        exited.complete(null);
        closed.complete(null);
    }

    @Override
    public void awaitStarted() throws ChannelNotOpenedException, SshException {
        boolean inTime;
        try {
            // Now that the request is on its way, there is time for the next one.
            transport.adjustSpares();
            inTime = answered.await(transport.openTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new SshException(SshErrorCode.INTERRUPTED, "interrupted while " + what + " was started on " + transport, e);
        }
        if (channel.isAccepted()) {
            limitTime();
            return;
        }
        close();
        if (!inTime) {
            throw new SshTimeoutException(SshErrorCode.TIMEOUT, transport + " did not answer the start of " + what);
        }
        if (channel.isTerminalRefused()) {
            throw MinaCommandChannel.terminalRefused(transport, what + " may have started without one");
        }
        if (channel.isRefused()) {
            ChannelFailure.checkStale(transport, channel);
            throw new SshException(SshErrorCode.CHANNEL_REFUSED, transport + " refuses to run " + what);
        }
        if (channel.fault() != null) {
            throw MinaCommandChannel.broken(transport, what, channel.fault());
        }
        if (!channel.mayHaveStarted()) {
            throw ChannelFailure.of(transport, "a channel", openFailure);
        }
        if (channel.isClosedUnanswered()) {
            throw MinaCommandChannel.unanswered(transport, channel, what);
        }
        throw new SshConnectionLostException(SshErrorCode.CONNECTION_LOST,
                transport + " was lost while " + what + " was started: it may have run");
    }

    private void limitTime() {
        if (timeout != null) {
            Delayed limit = transport.after(timeout, () -> {
                if (!exited.isDone()) {
                    timedOut = true;
                    destroy();
                }
            });
            onExit(limit::close);
        }
    }

    @Override
    public OutputStream stdin() {
        return CountedStreams.output(channel.getInvertedIn(), transport.traffic()::sent);
    }

    @Override
    public InputStream stdout() {
        return CountedStreams.input(channel.getInvertedOut(), transport.traffic()::received);
    }

    @Override
    public InputStream stderr() {
        return CountedStreams.input(channel.getInvertedErr(), transport.traffic()::received);
    }

    @Override
    public void keepLastErrors(int most) {
        channel.keepLastErrors(most);
    }

    @Override
    public boolean isAlive() {
        return !exited.isDone();
    }

    @Override
    public boolean awaitExit(long nanos) throws InterruptedException {
        // Not a latch of its own: each wait that times out would leave an action on the future.
        try {
            exited.get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("It is completed in one way only", e);
        }
    }

    @Override
    public Integer exitStatus() {
        return channel.getExitStatus();
    }

    @Override
    public String exitSignal() {
        return channel.getExitSignal();
    }

    @Override
    public boolean connectionLost() {
        // The exit status may arrive before the end of the output. A reader sees that end before this class learns of the
        // channel's end.
        return (lost || channel.isCut()) && !timedOut;
    }

    @Override
    public boolean timedOut() {
        return timedOut;
    }

    @Override
    public boolean signal(String name) {
        return isAlive() && channel.signal(name);
    }

    @Override
    public boolean resize(int columns, int rows) {
        try {
            channel.sendWindowChange(columns, rows);
            return isAlive();
        } catch (IOException e) {
            transport.log().tracef(e, "size of %s not sent", what);
            return false;
        }
    }

    @Override
    public void onExit(Runnable action) {
        exited.thenRun(action);
    }

    @Override
    public void onClosed(Runnable action) {
        closed.thenRun(action);
    }

    /** The process counts as ended at once, whatever the server answers later. */
    @Override
    public void destroy() {
        channel.end();
        ended();
    }

    @Override
    public void close() {
        if (transport.isOpen()) {
            closedByHandle = true;
            channel.cutOutput("the connection's handle was closed before all of the output had come");
        }
        destroy();
    }
}
