package io.sshra;

import java.nio.file.Path;

/**
 * Forwards ports and sockets through a connection, and opens streams through it (RFC 4254 section 7; section 2.4 of OpenSSH's PROTOCOL). The
 * target must allow it. Part of {@link SshConnection}.
 *
 * @since 1.0
 */
public interface SshForwarding {

    /**
     * Forwards a port of this machine's loopback to an address as the server sees it.
     *
     * @param port the port to listen on, 0 for a free one
     * @param host the host that the server connects to
     * @param hostPort the port of that host
     * @throws IllegalArgumentException if a host or port is invalid
     * @throws SshException             if the target does not allow forwarding, the port is taken, or reconnecting failed
     */
    default SshForward forwardLocal(int port, String host, int hostPort) throws SshException {
        return forwardLocal("127.0.0.1", port, host, hostPort);
    }

    /** The same, listening on another address of this machine: everybody who can reach that address can use it. */
    SshForward forwardLocal(String bindHost, int port, String host, int hostPort) throws SshException;

    /**
     * Forwards a port of this machine's loopback to a Unix-domain socket of the server, such as that of a database or of Docker. OpenSSH supports
     * this ({@code direct-streamlocal@openssh.com}), and few other servers do.
     *
     * @param port         the port to listen on, 0 for a free one
     * @param remoteSocket the absolute path of the socket on the server; a path of any file system, of which the text counts
     * @throws IllegalArgumentException if the port is invalid, or the path is null or not absolute
     * @throws SshException             as {@link #forwardLocal(int, String, int)}
     */
    default SshForward forwardLocal(int port, Path remoteSocket) throws SshException {
        return forwardLocal("127.0.0.1", port, remoteSocket);
    }

    /** The same, listening on another address of this machine: everybody who can reach that address can use it. */
    SshForward forwardLocal(String bindHost, int port, Path remoteSocket) throws SshException;

    /**
     * Forwards a Unix-domain socket of this machine to an address as the server sees it. Unlike a port, only the user of this process, and root,
     * can connect to it: its file has the permissions {@code rw-------}. It is deleted when the forwarding ends.
     *
     * @param localSocket a file that does not exist, in a folder where this process may create files. Linux allows some 90 bytes for its path
     * @param host        the host that the server connects to
     * @param hostPort    the port of that host
     * @throws IllegalArgumentException if the path is null, or the host or port is invalid
     * @throws SshException             as {@link #forwardLocal(int, String, int)}; also if the file exists
     */
    SshForward forwardLocal(Path localSocket, String host, int hostPort) throws SshException;

    /**
     * Forwards a Unix-domain socket of this machine to one of the server.
     *
     * @throws SshException as {@link #forwardLocal(Path, String, int)} and {@link #forwardLocal(int, Path)}
     */
    SshForward forwardLocal(Path localSocket, Path remoteSocket) throws SshException;

    /**
     * Forwards a port of the server's loopback to an address as this machine sees it (RFC 4254 section 7.1).
     *
     * @param port the port that the server listens on, 0 for a free one
     * @param host the host that this machine connects to; a name is resolved now, and not again
     * @param hostPort the port of that host
     * @throws SshException as {@link #forwardLocal(int, String, int)}; also if the server refuses, or there is no such host
     */
    default SshForward forwardRemote(int port, String host, int hostPort) throws SshException {
        return forwardRemote("127.0.0.1", port, host, hostPort);
    }

    /** The same, listening on another address of the server, if the server allows that. */
    SshForward forwardRemote(String bindHost, int port, String host, int hostPort) throws SshException;

    /**
     * Forwards a port of the server's loopback to a Unix-domain socket of this machine.
     *
     * @param port        the port that the server listens on, 0 for a free one
     * @param localSocket the path of the socket that this machine connects to, for each connection
     * @throws IllegalArgumentException if the port is invalid, or the path is null
     * @throws SshException             as {@link #forwardRemote(int, String, int)}
     */
    default SshForward forwardRemote(int port, Path localSocket) throws SshException {
        return forwardRemote("127.0.0.1", port, localSocket);
    }

    /** The same, listening on another address of the server, if the server allows that. */
    SshForward forwardRemote(String bindHost, int port, Path localSocket) throws SshException;

    /**
     * Forwards a Unix-domain socket of the server to an address as this machine sees it. OpenSSH supports this
     * ({@code streamlocal-forward@openssh.com}), and few other servers do. OpenSSH makes the file with the permissions {@code rw-------}
     * ({@code StreamLocalBindMask}), leaves it there at the end, and refuses if it exists, unless {@code StreamLocalBindUnlink} is set.
     *
     * @param remoteSocket the absolute path of the socket on the server; a path of any file system, of which the text counts
     * @param host         the host that this machine connects to; a name is resolved now, and not again
     * @param hostPort     the port of that host
     * @throws IllegalArgumentException if the path is null or not absolute, or the host or port is invalid
     * @throws SshException             as {@link #forwardRemote(int, String, int)}; also if the server does not support it
     */
    SshForward forwardRemote(Path remoteSocket, String host, int hostPort) throws SshException;

    /**
     * Forwards a Unix-domain socket of the server to one of this machine.
     *
     * @throws SshException as {@link #forwardRemote(Path, String, int)} and {@link #forwardRemote(int, Path)}
     */
    SshForward forwardRemote(Path remoteSocket, Path localSocket) throws SshException;

    /**
     * Listens on a port of this machine's loopback as a SOCKS proxy, with connections made by the server. It understands requests to connect of
     * the versions 4, 4a and 5 (RFC 1928), without a log-in. Names are resolved by the server.
     *
     * @param port the port to listen on, 0 for a free one
     * @throws SshException as {@link #forwardLocal(int, String, int)}
     */
    default SshForward forwardDynamic(int port) throws SshException {
        return forwardDynamic("127.0.0.1", port);
    }

    /** The same, listening on another address of this machine: everybody who can reach that address can use it. */
    SshForward forwardDynamic(String bindHost, int port) throws SshException;

    /**
     * A stream to an address as the server sees it (RFC 4254 section 7.2): the server connects to it. Nothing listens on this machine, so
     * nobody else can use it. Waits until the server has connected, for 15 s at most.
     *
     * @param host the host that the server connects to, and whose name it resolves
     * @param port 1 to 65535
     * @return the stream, to be closed after use
     * @throws IllegalArgumentException     if the host or port is invalid
     * @throws SshChannelLimitException     if no channel became free in time
     * @throws SshConnectionClosedException if the handle is closed
     * @throws SshException                 if the target does not allow forwarding ({@link SshErrorCode#FORWARDING_NOT_ALLOWED}), the server
     *                                      forbids it ({@link SshErrorCode#FORWARDING_FAILED}) or did not connect
     *                                      ({@link SshErrorCode#DESTINATION_NOT_REACHED}), or reconnecting failed
     */
    SshStream open(String host, int port) throws SshException;

    /**
     * A stream to a Unix-domain socket of the server, such as that of a database or of Docker. OpenSSH supports this
     * ({@code direct-streamlocal@openssh.com}), and few other servers do.
     *
     * @param remoteSocket the absolute path of the socket on the server; a path of any file system, of which the text counts
     * @return the stream, to be closed after use
     * @throws IllegalArgumentException if the path is null or not absolute
     * @throws SshException             as {@link #open(String, int)}; {@link SshErrorCode#FORWARDING_FAILED} also if the server does not
     *                                  support it
     */
    SshStream open(Path remoteSocket) throws SshException;
}
