package io.sshra;

/**
 * A forwarded TCP port (RFC 4254 section 7). It ends when it or its handle is closed or the connection ends. While it is open,
 * the SSH connection is not idle. Half-closed connections through a local or dynamic forwarding are not supported: when the
 * client shuts down one direction, both directions end.
 *
 * @since 1.0
 */
public interface SshForward extends AutoCloseable {

    /** The listening address: of this machine for a local or dynamic forwarding, of the server for a remote one. */
    String host();

    /** The listening port; never 0. */
    int port();

    /** Whether it is still open. */
    boolean isOpen();

    /** Ends the forwarding and the connections through it. A no-op if it has ended. */
    @Override
    void close();
}
