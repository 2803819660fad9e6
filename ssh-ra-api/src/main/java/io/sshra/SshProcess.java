package io.sshra;

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
import org.jspecify.annotations.Nullable;

/**
 * A command that runs on the server, modelled on {@link java.lang.Process}. It has its own channel, which counts towards the
 * connection's limit until the process is closed. Closing the handle that started the process closes the process.
 *
 * <p>The caller pulls the output. If it does not read, the channel's window (RFC 4254 section 5.2) fills and the remote command
 * waits; nothing else on the connection waits. Each stream may be used by one thread at a time, everything else by any number.
 *
 * <p>The reader of a stream buffers: use either the stream or its reader. The same applies to the writer.
 *
 * @since 1.0
 */
public interface SshProcess extends AutoCloseable {

    /** The command's standard input. Closing it ends the input. Writing blocks while the command does not read. */
    OutputStream stdin();

    /**
     * The command's standard output. It ends when the command ends or the connection is lost. If another thread or the container
     * closes the handle before all output has arrived, reading throws an {@link java.io.IOException}.
     */
    InputStream stdout();

    /** The command's standard error, which ends like {@link #stdout()}. Empty if it is merged or there is a pseudo-terminal. */
    InputStream stderr();

    /** {@link #stdout()} as text in the command's charset, UTF-8 for a shell. Each call returns the same reader. */
    BufferedReader inputReader();

    /**
     * {@link #stdout()} as text. Each call returns the same reader.
     *
     * @param charset not null. What can't be decoded becomes U+FFFD
     * @throws IllegalArgumentException if the charset is null
     * @throws IllegalStateException    if there is a reader with another charset
     */
    BufferedReader inputReader(Charset charset);

    /** {@link #stderr()} as text, like {@link #inputReader()}. */
    BufferedReader errorReader();

    /**
     * {@link #stderr()} as text.
     *
     * @throws IllegalArgumentException if the charset is null
     * @throws IllegalStateException    if there is a reader with another charset
     */
    BufferedReader errorReader(Charset charset);

    /** Writes text to {@link #stdin()} in the command's charset, UTF-8 for a shell. Flush it; each call returns the same writer. */
    BufferedWriter outputWriter();

    /**
     * Writes text to {@link #stdin()}. Each call returns the same writer.
     *
     * @param charset not null. What can't be encoded becomes a question mark
     * @throws IllegalArgumentException if the charset is null
     * @throws IllegalStateException    if there is a writer with another charset
     */
    BufferedWriter outputWriter(Charset charset);

    /** Whether the process is running, as far as is known. */
    boolean isAlive();

    /**
     * Waits until the process has ended. Output that has not been read stays in the streams. A process that waits for its output to be read
     * does not end.
     *
     * @return as {@link #exitValue()}
     * @throws InterruptedException if the calling thread is interrupted; the process goes on
     */
    int waitFor() throws InterruptedException;

    /**
     * Waits until the process has ended, for this time at most. A time of zero or less does not wait.
     *
     * @return whether the process has ended
     * @throws InterruptedException if the calling thread is interrupted; the process goes on
     */
    boolean waitFor(Duration timeout) throws InterruptedException;

    /**
     * As {@link #waitFor(Duration)}.
     *
     * @throws InterruptedException if the calling thread is interrupted; the process goes on
     */
    default boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
        // The longest time is 292 years: this does not overflow.
        return waitFor(Duration.ofNanos(unit.toNanos(timeout)));
    }

    /**
     * The exit status, or {@link SshCommandResult#NO_EXIT_CODE} if there is none: a signal ended the process, or the connection ended.
     *
     * @throws IllegalStateException if the process has not ended
     */
    int exitValue();

    /** The exit status; empty if there is none, or the process has not ended. */
    OptionalInt exitStatus();

    /** The signal that ended the process, without "SIG" (RFC 4254 section 6.10); null if no signal did, or it has not ended. */
    @Nullable String exitSignal();

    /**
     * Whether the connection ended before the end of the process was known, or before all of its output had arrived: an exit status
     * may arrive before the last output. False if it was ended on this side, by {@link #destroy()} or by closing its handle.
     */
    boolean connectionLost();

    /** Whether the command's time-out ended it. */
    boolean timedOut();

    /**
     * Sends a signal (RFC 4254 section 6.9). The server may ignore it without saying so.
     *
     * @param name without "SIG": {@code TERM}, {@code INT}, {@code HUP}, {@code KILL}, …
     * @throws IllegalArgumentException   if the name is null or invalid
     * @throws SshConnectionLostException if the process has ended or the connection is gone
     */
    void signal(String name) throws SshException;

    /** Sends {@code TERM} and closes the channel. A no-op if the process has ended. Returns immediately. */
    void destroy();

    /** Sends {@code KILL} and closes the channel. A no-op if the process has ended. Returns immediately, with this process. */
    SshProcess destroyForcibly();

    /**
     * A future that completes with this process when the process has ended, on a thread of the future's default asynchronous executor,
     * which is usually the common pool of the JVM. Such a thread knows nothing of the application: its naming context and its class loader.
     * In a container, {@link #onExit(Executor)} with a managed executor is better. Cancelling the future does not end the process.
     */
    default CompletableFuture<SshProcess> onExit() {
        return onExit(new CompletableFuture<>().defaultExecutor());
    }

    /**
     * A future that completes with this process when the process has ended. It completes on the given executor: no thread of the
     * adapter runs application code. If the executor does not accept the task, the future completes exceptionally with what
     * {@link Executor#execute} threw, on a thread of the future's default asynchronous executor, and the log says so. An executor that
     * drops tasks without an exception leaves the future incomplete. Cancelling the future does not end the process.
     *
     * @throws IllegalArgumentException if the executor is null
     */
    CompletableFuture<SshProcess> onExit(Executor executor);

    /** Same as {@link #destroy()}. */
    @Override
    void close();
}
