package io.sshra;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A command that runs on the other side, after the model of {@link java.lang.Process}. It has a channel of its own, which
 * counts in the connection's budget until it is closed; closing the handle that started it closes it.
 *
 * <p>The streams are pulled: who does not read makes the remote side wait by the channel's window (RFC 4254 section 5.2), and
 * nobody else. Each stream is for one thread at a time; everything else for any number.
 */
public interface SshProcess extends AutoCloseable {

    /** What the command reads. Closing it is the end of its input. Writing blocks while the command does not read. */
    OutputStream stdin();

    /**
     * What the command writes to its standard output. Ends with the command, and also if the connection is lost. If the handle that
     * started it is closed before all has come, by another thread or by the container, reading ends with an {@link java.io.IOException}.
     */
    InputStream stdout();

    /** What it writes to its standard error; at its end from the start if that is merged or there is a pseudo-terminal. Ends as that does. */
    InputStream stderr();

    /** Whether it is not known to have ended. */
    boolean isAlive();

    /**
     * Waits for its end. Output that has not been read may still be in the streams.
     *
     * @throws InterruptedException if the calling thread is interrupted; the process goes on
     */
    void waitFor() throws InterruptedException;

    /**
     * Waits for its end, but no longer than for this time. A time of zero or less does not wait.
     *
     * @return whether it has ended
     * @throws InterruptedException if the calling thread is interrupted; the process goes on
     */
    boolean waitFor(Duration timeout) throws InterruptedException;

    /**
     * The exit status, or {@link SshCommandResult#NO_EXIT_CODE} if it ended without one: by a signal, or with the connection.
     *
     * @throws IllegalStateException if it has not ended
     */
    int exitValue();

    /** The signal that ended it, without "SIG" (RFC 4254 section 6.10); null if none did or it has not ended. */
    String exitSignal();

    /**
     * Whether the connection ended before the process was known to have ended, or before all of its output had come: an exit
     * value may come before the last of the output. False for what was ended here, by {@link #destroy()} or with its handle.
     */
    boolean connectionLost();

    /** Whether the command's time limit ended it. */
    boolean timedOut();

    /**
     * Sends a signal (RFC 4254 section 6.9). The server may ignore it without saying so.
     *
     * @param name without "SIG": {@code TERM}, {@code INT}, {@code HUP}, {@code KILL}, …
     * @throws SshInputException          if this is no name
     * @throws SshConnectionLostException if the process has ended or the connection is gone
     */
    void signal(String name) throws SshException;

    /** Sends {@code TERM} and closes the channel. Harmless if it has ended. Returns at once. */
    void destroy();

    /**
     * A future that completes with this process when the process has ended. It completes on the given executor: no thread of the
     * adapter runs application code. If the executor does not accept the task, the future completes exceptionally with what
     * {@link Executor#execute} threw, on a thread of the future's default asynchronous executor, and the log says so. An executor that
     * drops tasks without an exception leaves the future incomplete.
     *
     * @throws NullPointerException if the executor is null
     */
    CompletableFuture<SshProcess> onExit(Executor executor);

    /** As {@link #destroy()}: gives the channel back. */
    @Override
    void close();
}
