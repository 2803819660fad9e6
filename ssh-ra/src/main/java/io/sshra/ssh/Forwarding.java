package io.sshra.ssh;

/**
 * What is to be forwarded (RFC 4254 section 7, and section 2.4 of OpenSSH's PROTOCOL).
 *
 * @param kind from here, from the server, or from here to an address that a SOCKS client chooses
 * @param bind what listens; port 0 for a free one
 * @param to   where connections go; null for a dynamic one
 */
public record Forwarding(Kind kind, Location bind, Location to) {

    /** Which side listens, and who chooses where connections go. */
    public enum Kind { LOCAL, REMOTE, DYNAMIC }

    @Override
    public String toString() {
        return kind + " " + bind + (to == null ? "" : " to " + to);
    }
}
