package io.sshra.ssh;

import java.util.Arrays;
import java.util.Locale;

/** A proxy that the connection to a machine goes through, with the log-in to it. Owns its password. Thread-safe. */
public final class Proxy {

    /** What it speaks. */
    public enum Kind {

        /** RFC 1928, with the log-in of RFC 1929. */
        SOCKS5,
        /** The method CONNECT (RFC 9110 section 9.3.6), with the log-in of RFC 7617. */
        HTTP;

        /** As in a URI. */
        public String scheme() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Kind kind;
    private final Endpoint endpoint;
    private final String username;
    private final char[] password;
    private final boolean resolvesNames;
    /** Guarded by this, so that nobody copies a password that is half wiped. */
    private boolean destroyed;

    /**
     * @param username      null for no log-in
     * @param password      taken over, not copied; null for none
     * @param resolvesNames whether it gets the name of the machine, and not an address
     */
    public Proxy(Kind kind, Endpoint endpoint, String username, char[] password, boolean resolvesNames) {
        this.kind = kind;
        this.endpoint = endpoint;
        this.username = username;
        this.password = password;
        this.resolvesNames = resolvesNames;
    }

    public Kind kind() {
        return kind;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** Null if it wants no log-in. */
    public String username() {
        return username;
    }

    /** A copy of the password; null if there is none, or if it is destroyed. */
    public synchronized char[] password() {
        return password == null || destroyed ? null : password.clone();
    }

    public boolean resolvesNames() {
        return resolvesNames;
    }

    /** Wipes the password. */
    public synchronized void destroy() {
        destroyed = true;
        if (password != null) {
            Arrays.fill(password, '\0');
        }
    }

    /** {@code socks5://user@host:port}, as messages show it; no secret. */
    @Override
    public String toString() {
        return kind.scheme() + "://" + (username == null ? "" : username + "@") + endpoint;
    }
}
