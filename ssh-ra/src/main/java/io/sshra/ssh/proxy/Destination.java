package io.sshra.ssh.proxy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Where a proxy is asked to connect to.
 *
 * @param name    for the proxy to resolve; null if there is an address
 * @param address null if there is a name
 * @param port    1 to 65535
 */
public record Destination(String name, InetAddress address, int port) {

    /** The longest that SOCKS can carry, and what a host name consists of. Nothing in it can be mistaken for another part of a request. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,255}");

    /** @throws IllegalArgumentException if this is not a host name in ASCII */
    public static Destination named(String name, int port) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a host name of at most 255 letters, digits, dots and hyphens");
        }
        return new Destination(name, null, port);
    }

    /** @param address its name and its scope, which mean nothing to the proxy, are not used */
    public static Destination at(InetAddress address, int port) {
        try {
            return new Destination(null, InetAddress.getByAddress(address.getAddress()), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    /** The name in ASCII. */
    byte[] nameBytes() {
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    /** {@code host:port}, an IPv6 address in brackets (RFC 9110 section 9.3.6). */
    @Override
    public String toString() {
        String host = name != null ? name : address.getHostAddress();
        return (address instanceof Inet6Address ? "[" + host + "]" : host) + ":" + port;
    }
}
