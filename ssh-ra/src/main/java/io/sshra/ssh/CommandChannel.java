package io.sshra.ssh;

import io.sshra.SshCommandResult;
import io.sshra.SshException;

/** One command on a channel of its own (RFC 4254 sections 6.1 and 6.5). */
public interface CommandChannel extends RemoteChannel {

    /**
     * Waits for the end of the command, or of its time limit, or of the connection. Called once, by the thread that
     * started it, which also sends the standard input.
     *
     * @throws ChannelNotOpenedException if the channel was not opened, so that nothing ran
     * @throws SshException              if the server refuses to run commands, does not answer, or the caller was
     *                                   interrupted, which ends the command
     */
    SshCommandResult await() throws ChannelNotOpenedException, SshException;

    /** As {@link RemoteChannel#close()}; {@link #await()} returns, without an end and not as lost, whatever the connection does then. */
    @Override
    void close();
}
