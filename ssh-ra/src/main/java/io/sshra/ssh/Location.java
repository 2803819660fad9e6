package io.sshra.ssh;

/**
 * An address or a Unix-domain socket, of the server or of this machine.
 *
 * @param host   null for a socket
 * @param port   0 for a socket
 * @param socket its path; null for an address
 */
public record Location(String host, int port, String socket) {

    /** Host and port, as the side sees it that connects or listens. */
    public static Location address(String host, int port) {
        return new Location(host, port, null);
    }

    /** A Unix-domain socket. */
    public static Location socket(String path) {
        return new Location(null, 0, path);
    }

    public boolean isSocket() {
        return socket != null;
    }

    /** {@code host:port}, or the path of the socket. */
    @Override
    public String toString() {
        return isSocket() ? socket : new Endpoint(host, port).toString();
    }
}
