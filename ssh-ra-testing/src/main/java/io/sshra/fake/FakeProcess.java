package io.sshra.fake;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnectionLostException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProcess;
import io.sshra.SshText;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;

/** A command whose streams the application reads and writes. */
class FakeProcess implements SshProcess, FakeResource {

    private static final Pattern SIGNAL = Pattern.compile("[A-Za-z0-9.@_-]{1,64}");

    private final String name;
    private final Charset charset;
    private final FakePipe input = new FakePipe();
    private final FakePipe output = new FakePipe();
    private final FakePipe errors = new FakePipe();
    private final InputStream stdout = output.input();
    private final InputStream stderr = errors.input();
    private final OutputStream stdin = input.output();
    private final OneReader<BufferedReader> outputReader = new OneReader<>(given -> new BufferedReader(new InputStreamReader(stdout(), given)));
    private final OneReader<BufferedReader> errorReader = new OneReader<>(given -> new BufferedReader(new InputStreamReader(stderr, given)));
    private final OneReader<BufferedWriter> inputWriter = new OneReader<>(given -> new BufferedWriter(new OutputStreamWriter(stdin, given)));
    private final Runnable closed;
    private final FakeRun run;
    private volatile boolean cutOff;

    /** @param closed is told when it is closed */
    FakeProcess(SshCommand command, Runnable closed, Runnable connectionLost) {
        this.name = command.commandLine();
        this.charset = command.charset();
        this.closed = closed;
        this.run = new FakeRun(command, end -> {
            finish();
            if (end.lost()) {
                connectionLost.run();
            }
        });
    }

    void start(FakeProgram program) {
        run.start(program, input.input(), output.output(), errors.output());
    }

    private void finish() {
        input.breakOff("the process " + SshText.visible(name) + " has ended");
        if (cutOff) {
            output.breakOff("the handle was closed");
            errors.breakOff("the handle was closed");
        } else {
            output.end();
            errors.end();
        }
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
        return outputReader.with(wanted);
    }

    @Override
    public BufferedReader errorReader() {
        return errorReader(charset);
    }

    @Override
    public BufferedReader errorReader(Charset wanted) {
        return errorReader.with(wanted);
    }

    @Override
    public BufferedWriter outputWriter() {
        return outputWriter(charset);
    }

    @Override
    public BufferedWriter outputWriter(Charset wanted) {
        return inputWriter.with(wanted);
    }

    @Override
    public boolean isAlive() {
        return !run.ended().isDone();
    }

    @Override
    public int waitFor() throws InterruptedException {
        return run.await(FakeRun.FOR_EVER).exitCode();
    }

    @Override
    public boolean waitFor(Duration timeout) throws InterruptedException {
        return run.await(timeout.isNegative() ? Duration.ZERO : timeout.compareTo(FakeRun.FOR_EVER) > 0 ? FakeRun.FOR_EVER : timeout) != null;
    }

    /** Null while it runs. */
    private FakeRun.End end() {
        return run.ended().isCompletedExceptionally() ? FakeRun.End.DESTROYED : run.ended().getNow(null);
    }

    @Override
    public int exitValue() {
        FakeRun.End end = end();
        if (end == null) {
            throw new IllegalStateException("the process has not ended");
        }
        return end.exitCode();
    }

    @Override
    public OptionalInt exitStatus() {
        FakeRun.End end = end();
        return end == null || end.exitCode() == SshCommandResult.NO_EXIT_CODE ? OptionalInt.empty() : OptionalInt.of(end.exitCode());
    }

    @Override
    public String exitSignal() {
        FakeRun.End end = end();
        return end == null ? null : end.signal();
    }

    @Override
    public boolean connectionLost() {
        FakeRun.End end = end();
        return end != null && end.lost();
    }

    @Override
    public boolean timedOut() {
        FakeRun.End end = end();
        return end != null && end.timedOut();
    }

    /** Ends the program: that of a test has no handlers of signals. */
    @Override
    public void signal(String signal) throws SshException {
        if (signal == null || !SIGNAL.matcher(signal).matches()) {
            throw new IllegalArgumentException("invalid signal: give its name without SIG, such as TERM");
        }
        checkRunning();
        run.end(FakeRun.End.killed(signal));
    }

    final void checkRunning() throws SshException {
        if (!isAlive()) {
            throw new SshConnectionLostException(SshErrorCode.CONNECTION_LOST, SshText.visible(name) + " has ended");
        }
    }

    @Override
    public void destroy() {
        run.end(FakeRun.End.DESTROYED);
    }

    @Override
    public SshProcess destroyForcibly() {
        destroy();
        return this;
    }

    @Override
    public CompletableFuture<SshProcess> onExit(Executor executor) {
        if (executor == null) {
            throw new IllegalArgumentException("the executor is null: give one");
        }
        return run.ended().thenApplyAsync(end -> this, executor);
    }

    @Override
    public void close() {
        destroy();
        closed.run();
    }

    @Override
    public void lost() {
        run.end(FakeRun.End.LOST);
    }

    @Override
    public void handleClosed() {
        cutOff = true;
        close();
    }
}
