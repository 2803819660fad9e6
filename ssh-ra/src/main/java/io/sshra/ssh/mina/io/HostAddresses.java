package io.sshra.ssh.mina.io;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The addresses of one host at one port, in the order in which they are tried. An address in it carries no host name, so that
 * nothing can resolve the name again and connect to another address than the one that was checked.
 */
public final class HostAddresses extends SocketAddress {

    private static final long serialVersionUID = 1;

    private final InetSocketAddress[] ordered;

    private HostAddresses(InetSocketAddress... ordered) {
        this.ordered = ordered;
    }

    /**
     * Orders the addresses as RFC 8305 section 4 recommends: the families take turns, the family of the first address begins,
     * and within a family the order stays.
     *
     * @param addresses at least one, in the order of the name service
     */
    public static HostAddresses of(List<InetAddress> addresses, int port) {
        Deque<InetAddress> first = new ArrayDeque<>();
        Deque<InetAddress> second = new ArrayDeque<>();
        addresses.forEach(address -> (isSameFamily(address, addresses.get(0)) ? first : second).add(withoutName(address)));
        List<InetSocketAddress> ordered = new ArrayList<>();
        while (!first.isEmpty() || !second.isEmpty()) {
            for (Deque<InetAddress> family : List.of(first, second)) {
                if (!family.isEmpty()) {
                    ordered.add(new InetSocketAddress(family.remove(), port));
                }
            }
        }
        return new HostAddresses(ordered.toArray(InetSocketAddress[]::new));
    }

    private static boolean isSameFamily(InetAddress one, InetAddress other) {
        return one instanceof Inet6Address == other instanceof Inet6Address;
    }

    /** The same address without a host name. An IPv6 scope stays; an IPv4-mapped IPv6 address becomes the IPv4 address. */
    public static InetAddress withoutName(InetAddress address) {
        try {
            byte[] bytes = address.getAddress();
            InetAddress plain = InetAddress.getByAddress(bytes);
            int scope = address instanceof Inet6Address six ? six.getScopeId() : 0;
            return scope > 0 && plain instanceof Inet6Address ? Inet6Address.getByAddress(null, bytes, scope) : plain;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    /** The addresses in the order in which they are tried. */
    public List<InetAddress> inOrder() {
        return Arrays.stream(ordered).map(InetSocketAddress::getAddress).toList();
    }

    /** What an address of a socket stands for: itself, if it is one address. */
    static List<InetSocketAddress> in(SocketAddress address) {
        return address instanceof HostAddresses several ? List.of(several.ordered) : List.of((InetSocketAddress) address);
    }

    /** Address and port, as messages show it. */
    static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    @Override
    public String toString() {
        return Arrays.stream(ordered).map(HostAddresses::text).collect(Collectors.joining(", "));
    }
}
