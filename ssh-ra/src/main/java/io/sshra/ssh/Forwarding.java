package io.sshra.ssh;

/**
 * Which port is to be forwarded (RFC 4254 section 7).
 *
 * @param kind     from here, from the server, or from here to an address that a SOCKS client chooses
 * @param bindHost the address that listens
 * @param bindPort the port that listens, 0 for a free one
 * @param host     where connections go; null for a dynamic one
 * @param port     their port there; 0 for a dynamic one
 */
public record Forwarding(Kind kind, String bindHost, int bindPort, String host, int port) {

    /** Which side listens, and who chooses where connections go. */
    public enum Kind { LOCAL, REMOTE, DYNAMIC }

    /** {@code host:port} that listens. */
    public String bind() {
        return new Endpoint(bindHost, bindPort).toString();
    }

    /** {@code host:port} where connections go; null for a dynamic one. */
    public String destination() {
        return host == null ? null : new Endpoint(host, port).toString();
    }

    @Override
    public String toString() {
        return kind + " " + bind() + (host == null ? "" : " to " + destination());
    }
}
