package io.sshra;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A forwarded port (RFC 4254 section 7) or Unix-domain socket. It ends when it or its handle is closed or the connection ends. While it is
 * open, the SSH connection is not idle.
 *
 * <p>Each direction of a forwarded connection ends by itself. If the SSH connection is lost in the middle, or the server does not connect, the
 * socket of this machine gets a reset. The client of a SOCKS proxy is told why it is refused, and then its connection ends in order. One forwarding
 * carries 256 connections at once; a further one is refused.
 *
 * @since 1.0
 */
public interface SshForward extends AutoCloseable {

    /**
     * The listening address: of this machine for a local or dynamic forwarding, of the server for a remote one. The path of the socket if a
     * socket listens.
     */
    String host();

    /** The listening port; 0 if a socket listens, and never otherwise. */
    int port();

    /** The listening socket; null if a port listens. */
    @Nullable Path socket();

    /** Whether it is still open. */
    boolean isOpen();

    /** The connections through it at this moment, also those that are being connected. */
    int openConnections();

    /** How many connections it has carried so far, with the open ones. */
    long totalConnections();

    /**
     * How many connections were refused so far: there were too many at once, the other side did not connect, or the request of a SOCKS client
     * was not granted.
     */
    long refusedConnections();

    /** Bytes that came from the server for the sockets of this machine. */
    long bytesReceived();

    /** Bytes of the sockets of this machine that went to the server. */
    long bytesSent();

    /** Ends the forwarding and the connections through it. A no-op if it has ended. */
    @Override
    void close();
}
