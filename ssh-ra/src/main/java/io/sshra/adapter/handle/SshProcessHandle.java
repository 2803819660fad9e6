package io.sshra.adapter.handle;

import io.sshra.SshCommandResult;
import io.sshra.SshConnectionLostException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProcess;
import io.sshra.base.JsonText;
import io.sshra.log.AdapterLog;
import io.sshra.ssh.ProcessChannel;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A process, or the process of a shell, as the application gets it. */
class SshProcessHandle implements SshProcess {

    private final ProcessChannel channel;
    private final Object what;
    private final Charset charset;
    private final TextStreams text = new TextStreams();
    private final OutputStream stdin;
    private final InputStream stdout;
    private final InputStream stderr;

    /** @param charset of its text */
    SshProcessHandle(ProcessChannel channel, Object what, Charset charset) {
        this.channel = channel;
        this.what = what;
        this.charset = charset;
        this.stdin = channel.stdin();
        this.stdout = channel.stdout();
        this.stderr = channel.stderr();
    }

    @Override
    public OutputStream stdin() {
        return stdin;
    }

    @Override
    public InputStream stdout() {
        return stdout;
    }

    @Override
    public InputStream stderr() {
        return stderr;
    }

    @Override
    public BufferedReader inputReader() {
        return inputReader(charset);
    }

    @Override
    public BufferedReader inputReader(Charset wanted) {
        return text.output(stdout(), wanted);
    }

    @Override
    public BufferedReader errorReader() {
        return errorReader(charset);
    }

    @Override
    public BufferedReader errorReader(Charset wanted) {
        return text.errors(stderr(), wanted);
    }

    @Override
    public BufferedWriter outputWriter() {
        return outputWriter(charset);
    }

    @Override
    public BufferedWriter outputWriter(Charset wanted) {
        return text.input(stdin(), wanted);
    }

    @Override
    public boolean isAlive() {
        return channel.isAlive();
    }

    @Override
    public int waitFor() throws InterruptedException {
        channel.awaitExit(Long.MAX_VALUE);
        return exitValue();
    }

    @Override
    public boolean waitFor(Duration timeout) throws InterruptedException {
        // Unlike Duration.toNanos, this does not overflow: the maximum is 292 years.
        return channel.awaitExit(TimeUnit.NANOSECONDS.convert(timeout));
    }

    @Override
    public int exitValue() {
        if (channel.isAlive()) {
            throw new IllegalStateException("The process has not ended: wait for it first");
        }
        return exitStatus().orElse(SshCommandResult.NO_EXIT_CODE);
    }

    @Override
    public OptionalInt exitStatus() {
        Integer status = channel.isAlive() ? null : channel.exitStatus();
        return status == null ? OptionalInt.empty() : OptionalInt.of(status);
    }

    @Override
    public String exitSignal() {
        return channel.exitSignal();
    }

    @Override
    public boolean connectionLost() {
        return channel.connectionLost();
    }

    @Override
    public boolean timedOut() {
        return channel.timedOut();
    }

    @Override
    public void signal(String name) throws SshException {
        if (name == null || !name.matches("[A-Z0-9]+") || name.startsWith("SIG")) {
            throw new IllegalArgumentException("invalid signal name, " + JsonText.word(name) + ": give one without SIG, such as TERM");
        }
        if (!channel.signal(name)) {
            throw new SshConnectionLostException(SshErrorCode.CONNECTION_LOST, what + " has ended: signal " + name + " was not sent");
        }
    }

    @Override
    public void destroy() {
        channel.destroy();
    }

    @Override
    public SshProcess destroyForcibly() {
        channel.signal("KILL");
        destroy();
        return this;
    }

    @Override
    public CompletableFuture<SshProcess> onExit(Executor executor) {
        if (executor == null) {
            throw new IllegalArgumentException("the executor is null: give one, or call onExit()");
        }
        CompletableFuture<SshProcess> ended = new CompletableFuture<>();
        channel.onExit(() -> {
            try {
                executor.execute(() -> ended.complete(this));
            } catch (RuntimeException | Error e) {
                AdapterLog.LOG.exitNotPassedOn(what, e);
                fail(ended, e);
            }
        });
        return ended;
    }

    /**
     * Not on a thread of the adapter, because this runs what the application has added to the future. Runs here if no other
     * thread accepts it.
     */
    private static void fail(CompletableFuture<SshProcess> ended, Throwable cause) {
        try {
            ended.defaultExecutor().execute(() -> ended.completeExceptionally(cause));
        } catch (RuntimeException | Error e) {
            cause.addSuppressed(e);
            ended.completeExceptionally(cause);
        }
    }

    @Override
    public void close() {
        destroy();
    }

    @Override
    public String toString() {
        return "SshProcess[" + what + (isAlive() ? ", runs]" : ", ended]");
    }
}
