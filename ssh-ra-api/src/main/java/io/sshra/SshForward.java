package io.sshra;

/**
 * A TCP port that is forwarded (RFC 4254 section 7), until it is closed, its handle is closed or the connection ends. While
 * it is open its connection is not idle. A connection through a local or dynamic one ends as a whole when its client shuts
 * down one direction: the library below does not carry half-closed ones.
 */
public interface SshForward extends AutoCloseable {

    /** The address that listens: of this machine for a local or dynamic forwarding, of the server for a remote one. */
    String host();

    /** The port that listens; the one that was chosen where 0 was asked for. */
    int port();

    /** Whether it still stands. */
    boolean isOpen();

    /** Ends it. Connections through it end with it. Harmless if it has ended. */
    @Override
    void close();
}
