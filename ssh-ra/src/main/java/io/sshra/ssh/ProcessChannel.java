package io.sshra.ssh;

import io.sshra.SshException;
import java.io.InputStream;
import java.io.OutputStream;

/** A channel whose streams the caller reads and writes. See {@link io.sshra.SshProcess} for what the parts mean. */
public interface ProcessChannel extends LastingChannel {

    /**
     * Waits until the server has said that the process runs. Called once. There are no streams before.
     *
     * @throws ChannelNotOpenedException if the channel was not opened, so that nothing ran
     * @throws SshException              if the server refuses, does not answer, the connection was lost or the caller
     *                                   interrupted; the channel is closed then
     */
    void awaitStarted() throws ChannelNotOpenedException, SshException;

    OutputStream stdin();

    InputStream stdout();

    InputStream stderr();

    /**
     * Nobody reads standard error: only its last bytes are kept, so that the process never waits for a reader. What is available can be
     * read. Called before anything of it is read, and not if it goes into standard output.
     */
    void keepLastErrors(int most);

    boolean isAlive();

    /** Waits for the end of the process; false if it has not ended in time. */
    boolean awaitExit(long nanos) throws InterruptedException;

    /** Null if there is none. */
    Integer exitStatus();

    /** Null if there is none. */
    String exitSignal();

    boolean connectionLost();

    boolean timedOut();

    /** False if it could not be sent. */
    boolean signal(String name);

    /** Sends the terminal's size (RFC 4254 section 6.7); false if it could not be sent. */
    boolean resize(int columns, int rows);

    /** Ends the process for its owner: its output ends with what has arrived by then. */
    void destroy();

    /** Ends the process from another thread: a reader of its output gets an exception, not the end of the stream. */
    @Override
    void close();

    /** Runs the action once when the process has ended, at once if it has. It may run on an I/O thread: it must not block. */
    void onExit(Runnable action);
}
