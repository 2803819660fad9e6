package io.sshra;

import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that the connection to an {@link SshTarget} goes through. Immutable, but for {@link #destroy()}; {@link #toString()} shows no
 * password.
 *
 * <p>The user name and the password are sent to the proxy as they are, without encryption. The SSH connection is encrypted between this
 * machine and the target, and the host keys are the target's.
 *
 * @since 1.0
 */
public final class SshProxy {

    /** What a proxy speaks. */
    public enum Kind {

        /** SOCKS 5 (RFC 1928), with a log-in by user name and password (RFC 1929) or without one. */
        SOCKS5,

        /** The method CONNECT of HTTP (RFC 9110 section 9.3.6), with the log-in "Basic" (RFC 7617) or without one. Not with TLS. */
        HTTP
    }

    /** RFC 1929 has one byte for the length. */
    private static final int MOST_BYTES = 255;

    private final Kind kind;
    private final String host;
    private final int port;
    private final @Nullable String username;
    private final char @Nullable [] password;
    private final boolean remoteNames;
    private volatile boolean destroyed;

    private SshProxy(Kind kind, String host, int port, @Nullable String username, char @Nullable [] password, boolean remoteNames) {
        this.kind = kind;
        this.host = host;
        this.port = port;
        this.username = username;
        this.password = password;
        this.remoteNames = remoteNames;
    }

    /**
     * A SOCKS 5 proxy.
     *
     * @param host name or address of the proxy
     * @param port 1 to 65535
     * @throws IllegalArgumentException if the host is null or empty, or has white space or control characters, or the port is invalid
     */
    public static SshProxy socks5(String host, int port) {
        return of(Kind.SOCKS5, host, port);
    }

    /**
     * An HTTP proxy.
     *
     * @param host name or address of the proxy
     * @param port 1 to 65535
     * @throws IllegalArgumentException if the host is null or empty, or has white space or control characters, or the port is invalid
     */
    public static SshProxy http(String host, int port) {
        return of(Kind.HTTP, host, port);
    }

    private static SshProxy of(Kind kind, String host, int port) {
        return new SshProxy(kind, Checks.host(host, "the host of the proxy"), Checks.port(port, 1, "the port of the proxy"), null, null, false);
    }

    /**
     * The same with a log-in.
     *
     * @param username 1 to 255 bytes in UTF-8, without a colon for HTTP
     * @param password copied; 1 to 255 bytes in UTF-8
     * @throws IllegalArgumentException if one of the two is invalid or null
     */
    public SshProxy withLogin(String username, char[] password) {
        checkLogin(username, Checks.notNull(password, "the password for the proxy", "give both, or neither by withoutLogin"));
        return new SshProxy(kind, host, port, username, password.clone(), remoteNames);
    }

    /** The same without a log-in, as it is by default. */
    public SshProxy withoutLogin() {
        return new SshProxy(kind, host, port, null, null, remoteNames);
    }

    private void checkLogin(String name, char[] secret) {
        String advice = "give a user name of at most " + MOST_BYTES + " bytes";
        if (StandardCharsets.UTF_8.encode(Checks.word(name, "the user name for the proxy", advice)).remaining() > MOST_BYTES) {
            throw Checks.invalid("the user name for the proxy is too long", advice);
        }
        if (kind == Kind.HTTP && name.indexOf(':') >= 0) {
            throw Checks.invalid("the user name for the proxy has a colon", "give another one: Basic can't tell it from the password");
        }
        int length = bytesIn(secret);
        if (length < 1 || length > MOST_BYTES) {
            throw Checks.invalid("the password for the proxy is " + (length == 0 ? "empty" : "too long"),
                    "give 1 to " + MOST_BYTES + " bytes");
        }
    }

    /** In UTF-8. Leaves no copy of the secret. */
    private static int bytesIn(char[] secret) {
        return CharBuffer.wrap(secret).codePoints().map(point -> point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4).sum();
    }

    /** The same, which gets the name of the target and resolves it, see {@link #withRemoteNames(boolean)}. */
    public SshProxy withRemoteNames() {
        return withRemoteNames(true);
    }

    /**
     * The same, with or without names resolved by the proxy. By default the name of the target is resolved here, and the proxy gets an
     * address: so the networks that the connection definition allows hold for the target. If the proxy resolves it, nobody here knows
     * the address, and the definition must allow that ({@link SshErrorCode#PROXY_NAMES_DENIED}).
     */
    public SshProxy withRemoteNames(boolean remoteNames) {
        return new SshProxy(kind, host, port, username, password(), remoteNames);
    }

    /** Another one that is destroyed by itself. */
    SshProxy copy() {
        return withRemoteNames(remoteNames);
    }

    /** What it speaks. */
    public Kind kind() {
        return kind;
    }

    /** Host name or address. */
    public String host() {
        return host;
    }

    /** TCP port, 1 to 65535. */
    public int port() {
        return port;
    }

    /** The user name for the log-in to the proxy; null for none. */
    public @Nullable String username() {
        return username;
    }

    /**
     * A copy of the password, or null. The caller wipes it.
     *
     * @throws IllegalStateException if this proxy is destroyed
     */
    public char @Nullable [] password() {
        char @Nullable [] copy = TargetParts.copy(password);
        if (destroyed) {
            throw new IllegalStateException(this + " is destroyed");
        }
        return copy;
    }

    /** Whether the proxy gets the name of the target and resolves it. The default is false. */
    public boolean remoteNames() {
        return remoteNames;
    }

    /** Wipes this object's copy of the password. It can't be used after that. */
    public void destroy() {
        destroyed = true;
        TargetParts.wipe(password);
    }

    /** Whether {@link #destroy()} was called. */
    public boolean isDestroyed() {
        return destroyed;
    }

    /** Kind, host and port, and the user name; no password. */
    @Override
    public String toString() {
        return "SshProxy[" + kind + ", " + (username == null ? "" : SshText.visible(username) + "@") + SshText.visible(host) + ":" + port + "]";
    }
}
