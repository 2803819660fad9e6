package io.sshra;

/**
 * A handle on a managed SSH connection. Several threads may use it at once: each operation is a channel of its own
 * (RFC 4254 section 5) on the one physical connection of the user's session.
 *
 * <p>A handle that is held while its connection dies or is evicted reconnects at its next operation; a command that may
 * have started is never run again.
 */
public interface SshConnection extends AutoCloseable {

    /**
     * Runs a command line in the remote user's shell and waits for its end, without a time limit.
     *
     * @throws SshException as {@link #exec(SshCommand)}
     */
    default SshCommandResult exec(String command) throws SshException {
        return exec(SshCommand.shell(command));
    }

    /**
     * Runs a command and waits for its end. A non-zero exit status, a time-out and a connection lost while the command
     * ran are results, not exceptions.
     *
     * @param command not null
     * @return what came of it, never null
     * @throws SshInputException            if the command is null, empty or has a NUL
     * @throws SshChannelLimitException     if no channel became free in time; nothing ran
     * @throws SshConnectionClosedException if the handle is closed, also by another thread meanwhile, which ends the command
     * @throws SshException                 if reconnecting failed, the caller was interrupted (which ends the command) or
     *                                      the server refused to run it
     */
    SshCommandResult exec(SshCommand command) throws SshException;

    /**
     * What is known of the physical connection now.
     *
     * @throws SshConnectionClosedException if the handle is closed
     */
    SshConnectionInfo info() throws SshException;

    /** Gives the connection back to the pool and ends what was opened by this handle. Closing twice is harmless. */
    @Override
    void close();
}
