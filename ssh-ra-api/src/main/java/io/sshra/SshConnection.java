package io.sshra;

import java.util.Map;

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
     * Starts a command whose streams the caller reads and writes while it runs. The command's input must be empty and its
     * output limit and charset do not count.
     *
     * @param command not null
     * @return the process, to be closed after use
     * @throws SshInputException            if the command is null, empty, has a NUL or an input
     * @throws SshChannelLimitException     if no channel became free in time; nothing ran
     * @throws SshConnectionClosedException if the handle is closed
     * @throws SshConnectionLostException   if the connection was lost before the server had said that it runs; it may run
     * @throws SshException                 if reconnecting failed, the caller was interrupted or the server refused to run it
     */
    SshProcess start(SshCommand command) throws SshException;

    /**
     * The remote user's shell on a terminal.
     *
     * @throws SshException as {@link #shell(SshPty, Map)}
     */
    default SshShell shell(SshPty pty) throws SshException {
        return shell(pty, Map.of());
    }

    /**
     * The remote user's shell on a terminal.
     *
     * @param pty         not null
     * @param environment variables for it (RFC 4254 section 6.4), which the server may ignore without saying so; not null
     * @return the shell, to be closed after use
     * @throws SshInputException if the terminal or a variable is none
     * @throws SshException      as {@link #start(SshCommand)}
     */
    SshShell shell(SshPty pty, Map<String, String> environment) throws SshException;

    /**
     * Forwards a port of this machine's loopback to an address as the server sees it.
     *
     * @param port the port to listen on, 0 for a free one
     * @param host where the server connects to
     * @param hostPort its port there
     * @throws SshInputException if a host or port is none
     * @throws SshException      if the target does not allow forwarding, the port is taken, or reconnecting failed
     */
    default SshForward forwardLocal(int port, String host, int hostPort) throws SshException {
        return forwardLocal("127.0.0.1", port, host, hostPort);
    }

    /** The same, listening on another address of this machine: whoever reaches it can use it. */
    SshForward forwardLocal(String bindHost, int port, String host, int hostPort) throws SshException;

    /**
     * Forwards a port of the server's loopback to an address as this machine sees it (RFC 4254 section 7.1).
     *
     * @param port the port that the server listens on, 0 for a free one
     * @param host where this machine connects to
     * @param hostPort its port there
     * @throws SshException as {@link #forwardLocal(int, String, int)}; also if the server refuses
     */
    default SshForward forwardRemote(int port, String host, int hostPort) throws SshException {
        return forwardRemote("127.0.0.1", port, host, hostPort);
    }

    /** The same, listening on another address of the server, if it allows that. */
    SshForward forwardRemote(String bindHost, int port, String host, int hostPort) throws SshException;

    /**
     * Listens on a port of this machine's loopback as a SOCKS proxy (versions 4 and 5), whose connections the server makes.
     *
     * @param port the port to listen on, 0 for a free one
     * @throws SshException as {@link #forwardLocal(int, String, int)}
     */
    default SshForward forwardDynamic(int port) throws SshException {
        return forwardDynamic("127.0.0.1", port);
    }

    /** The same, listening on another address of this machine: whoever reaches it can use it. */
    SshForward forwardDynamic(String bindHost, int port) throws SshException;

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
