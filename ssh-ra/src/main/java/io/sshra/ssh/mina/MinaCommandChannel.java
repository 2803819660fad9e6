package io.sshra.ssh.mina;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshText;
import io.sshra.SshTimeoutException;
import io.sshra.ssh.ChannelNotOpenedException;
import io.sshra.ssh.CommandChannel;
import io.sshra.ssh.SudoPassword;
import io.sshra.ssh.stream.BoundedOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.future.CloseFuture;

/**
 * A command on MINA's exec channel. The I/O thread writes output to bounded buffers and never blocks. The caller's thread waits
 * for the end; without input, that is its only wait.
 */
final class MinaCommandChannel implements CommandChannel {

    private static final int INPUT_CHUNK = 32 * 1024;

    private final MinaTransport transport;
    private final SshCommand command;
    private final byte[] stdin;
    private final BoundedOutput stdout;
    private final BoundedOutput stderr;
    private final MinaSessionChannel channel;
    /** Null if the command needs no password. */
    private final SudoDialogue sudo;
    private final CountDownLatch opened = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final long startNanos = System.nanoTime();
    private volatile Throwable openFailure;
    /** Null if the command waits for the end of all output. */
    private volatile OutputUntilExit untilExit;

    /** @param password for sudo; null if the command needs none */
    MinaCommandChannel(MinaTransport transport, SshCommand command, SudoPassword password) {
        this.transport = transport;
        this.command = command;
        this.stdin = command.stdin();
        this.stdout = new BoundedOutput(command.outputLimit());
        this.stderr = new BoundedOutput(command.outputLimit());
        this.channel = MinaSessionChannel.of(transport, password == null ? command : password.command(), password != null || stdin.length > 0,
                this::stateChanged);
        channel.setOut(new Counted(stdout));
        OutputStream errors = command.mergedError() ? channel.getOut() : new Counted(stderr);
        this.sudo = password == null ? null : new SudoDialogue(password, errors);
        channel.setErr(sudo == null ? errors : sudo);
        if (command.outputUntilExit()) {
            untilExit = new OutputUntilExit(transport, channel, () -> stdout.total() + stderr.total(), ended::countDown);
        }
        channel.addCloseFutureListener(this::channelClosed);
    }

    /** Sends the request to open the channel. {@link #await()} reports a failure to send it. */
    void open() {
        try {
            transport.register(channel);
            channel.open().addListener(future -> {
                if (!future.isOpened()) {
                    openFailure = future.getException();
                    ended.countDown();
                }
                opened.countDown();
            });
        } catch (IOException | RuntimeException e) {
            openFailure = e;
            channel.close(true);
            ended.countDown();
            opened.countDown();
        }
    }

    @Override
    public SshCommandResult await() throws ChannelNotOpenedException, SshException {
        try {
            // Now that the request is on its way, there is time for the next one.
            transport.adjustSpares();
            if ((sudo != null || stdin.length > 0) && awaitOpened()) {
                sendInput();
            }
            // Without a password that it takes, sudo ends at the end of its input.
            boolean ended = sudo == null || sudo.isTaken() ? awaitEnd() : this.ended.await(transport.openTimeout().toNanos(), TimeUnit.NANOSECONDS);
            close();
            if (!channel.mayHaveStarted() && (ended || command.timeout() == null)) {
                throw notOpened(ended);
            }
            return result(!ended);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SshException(SshErrorCode.INTERRUPTED, "interrupted while " + command + " ran on " + transport, e);
        } finally {
            close();
        }
    }

    private boolean awaitOpened() throws InterruptedException {
        Duration timeout = command.timeout();
        Duration longest = transport.openTimeout();
        opened.await(timeout == null || timeout.compareTo(longest) > 0 ? longest.toNanos() : timeout.toNanos(),
                TimeUnit.NANOSECONDS);
        return channel.mayHaveStarted() && ended.getCount() > 0;
    }

    /**
     * Waits for the end within the command's time limit. Stops waiting earlier if the channel does not open in its own time.
     */
    private boolean awaitEnd() throws InterruptedException {
        Duration timeout = command.timeout();
        if (timeout != null) {
            return ended.await(timeout.toNanos() - (System.nanoTime() - startNanos), TimeUnit.NANOSECONDS);
        }
        if (!ended.await(transport.openTimeout().toNanos(), TimeUnit.NANOSECONDS)) {
            if (!channel.mayHaveStarted()) {
                return false;
            }
            ended.await();
        }
        return true;
    }

    /**
     * Sends the input on the caller's thread. When the window is full, it blocks until the server reads on, the channel closes,
     * or the time limit closes the channel.
     */
    private void sendInput() throws InterruptedException {
        AutoCloseable limit = command.timeout() == null ? () -> { } : transport.after(
                command.timeout().minusNanos(System.nanoTime() - startNanos), channel::end);
        try (limit; OutputStream in = channel.getInvertedIn()) {
            if (sudo != null && !sudo.give(in, transport.openTimeout())) {
                return;
            }
            for (int offset = 0; offset < stdin.length; offset += INPUT_CHUNK) {
                int length = Math.min(INPUT_CHUNK, stdin.length - offset);
                in.write(stdin, offset, length);
                in.flush();
                transport.traffic().sent(length);
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            // The command does not read all of its input, or has ended. Its result is what counts.
            transport.log().tracef(e, "input of %s not read to its end", command);
        }
    }

    private ChannelNotOpenedException notOpened(boolean answered) throws SshException {
        if (!answered) {
            throw new SshTimeoutException(SshErrorCode.TIMEOUT, transport + " did not answer the opening of a channel");
        }
        return ChannelFailure.of(transport, "a channel", openFailure);
    }

    private SshCommandResult result(boolean timedOut) throws ChannelNotOpenedException, SshException {
        if (channel.isTerminalRefused()) {
            throw terminalRefused(transport, command + " may have started without one");
        }
        if (channel.isRefused()) {
            ChannelFailure.checkStale(transport, channel);
            throw new SshException(SshErrorCode.CHANNEL_REFUSED, transport + " refuses to run " + command);
        }
        if (channel.fault() != null) {
            throw broken(transport, command, channel.fault());
        }
        if (!timedOut && channel.isClosedUnanswered()) {
            throw unanswered(transport, channel, command);
        }
        if (sudo != null && !sudo.isTaken() && (timedOut || channel.getExitStatus() != null)) {
            throw sudo.notTaken(transport, timedOut);
        }
        boolean complete = untilExit != null && untilExit.isComplete();
        // The exit status may arrive before the end of the output. A channel that closes in between has lost output.
        boolean cut = !timedOut && !complete && channel.isAbandoned();
        // What ended it first counts: the connection may end right after the handle.
        boolean lost = !timedOut && !complete && !cut && !channel.isClosedByServer() && !transport.isOpen();
        Integer exitStatus = cut ? null : channel.getExitStatus();
        return SshCommandResult.builder().command(command.commandLine())
                .exitStatus(exitStatus == null ? OptionalInt.empty() : OptionalInt.of(exitStatus))
                .exitSignal(cut ? null : channel.getExitSignal()).timedOut(timedOut).connectionLost(lost)
                .stdout(stdout.text(command.charset())).stdoutBytes(stdout.total())
                .stderr(stderr.text(command.charset())).stderrBytes(stderr.total())
                .truncated(stdout.truncated() || stderr.truncated())
                .duration(Duration.ofNanos(System.nanoTime() - startNanos)).build();
    }

    static SshException terminalRefused(MinaTransport transport, String what) {
        return new SshException(SshErrorCode.TERMINAL_REFUSED, transport + " gives no terminal; " + what);
    }

    static SshException unanswered(MinaTransport transport, MinaSessionChannel channel, Object what) {
        if (channel.isOnSpare()) {
            transport.spareChannels().stopForHost();
        }
        return new SshException(SshErrorCode.CHANNEL_REFUSED,
                transport + " closed the channel of " + what + " without an answer: it may have run");
    }

    static SshException broken(MinaTransport transport, Object what, Exception fault) {
        return new SshException(SshErrorCode.CHANNEL_BROKEN, transport + " broke the rules of the channel of " + what + ", which may have run: "
                + SshText.visible(fault.getMessage()), fault);
    }

    /** The constructor of MINA's channel calls it, too. */
    private void stateChanged() {
        if (channel != null && (channel.isClosedByServer() || channel.fault() != null)) {
            closed();
        } else if (untilExit != null) {
            untilExit.stateChanged();
        }
    }

    private void channelClosed(CloseFuture future) {
        closed();
    }

    @Override
    public void close() {
        channel.end();
        closed();
    }

    private void closed() {
        ended.countDown();
        opened.countDown();
        if (sudo != null) {
            sudo.over();
        }
    }

    /** Counts the bytes that arrive, and passes them to the buffer. */
    private final class Counted extends OutputStream {

        private final BoundedOutput buffer;

        Counted(BoundedOutput buffer) {
            this.buffer = buffer;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] data, int offset, int length) {
            buffer.write(data, offset, length);
            transport.traffic().received(length);
        }
    }
}
