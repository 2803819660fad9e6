package io.sshra.ssh.mina;

import io.sshra.SshConnectException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshText;
import io.sshra.ssh.Proxy;
import io.sshra.ssh.Target;
import io.sshra.ssh.mina.io.HostAddresses;
import io.sshra.ssh.proxy.Destination;
import java.net.IDN;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;

/** The addresses that are connected to: those of the configured family that are permitted. */
final class TargetAddresses {

    /** What is no name: digits and dots, or something with a colon. */
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

    private TargetAddresses() {
    }

    /**
     * Resolves the target's host once. So the addresses that are checked are the addresses that are connected to.
     *
     * @throws SshConnectException if there is no address, none of the configured family, or none that is permitted
     */
    static HostAddresses of(Target target, Resolver resolver) throws SshException {
        List<InetAddress> wanted = resolved(target.host(), "", resolver).stream().filter(address -> switch (target.settings().addressFamily()) {
            case ANY -> true;
            case INET -> address instanceof Inet4Address;
            case INET6 -> address instanceof Inet6Address;
        }).toList();
        if (wanted.isEmpty()) {
            throw new SshConnectException(SshErrorCode.HOST_UNRESOLVED, "host " + target.host() + " has no address of the family "
                    + target.settings().addressFamily(), null);
        }
        return HostAddresses.of(permitted(wanted, target, "host " + target.host()), target.port());
    }

    /**
     * The same for the target's proxy, for which the same rule holds. The family is the target's matter.
     *
     * @throws SshConnectException if there is no address, or none that is permitted
     */
    static HostAddresses ofProxy(Target target, Resolver resolver) throws SshException {
        Proxy proxy = target.proxy();
        List<InetAddress> all = resolved(proxy.endpoint().host(), ", of the proxy " + proxy, resolver);
        return HostAddresses.of(permitted(all, target, "the proxy " + proxy), proxy.endpoint().port());
    }

    private static List<InetAddress> resolved(String host, String whose, Resolver resolver) throws SshConnectException {
        try {
            return resolver.addressesOf(host).stream().map(HostAddresses::withoutName).toList();
        } catch (UnknownHostException e) {
            throw new SshConnectException(SshErrorCode.HOST_UNRESOLVED, "no address for host " + host + whose, e);
        }
    }

    private static List<InetAddress> permitted(List<InetAddress> addresses, Target target, String what) throws SshConnectException {
        List<InetAddress> permitted = addresses.stream().filter(target.settings().destinations()::permits).toList();
        if (permitted.isEmpty()) {
            throw new SshConnectException(SshErrorCode.DESTINATION_DENIED, "applications may not connect to " + what
                    + " at " + addresses.get(0).getHostAddress(), null);
        }
        return permitted;
    }

    /**
     * Where the target's proxy is asked to connect to. A name that the proxy is to resolve escapes the rule; an address does not.
     *
     * @throws SshConnectException as {@link #of}, or if the name is invalid
     */
    static List<Destination> behindProxy(Target target, Resolver resolver) throws SshException {
        String host = target.host();
        if (target.proxy().resolvesNames() && !ADDRESS.matcher(host).matches()) {
            try {
                return List.of(Destination.named(IDN.toASCII(host), target.port()));
            } catch (IllegalArgumentException e) {
                throw new SshConnectException(SshErrorCode.HOST_UNRESOLVED, "the proxy " + target.proxy() + " can't be asked for host "
                        + SshText.visible(host) + ": " + SshText.visible(e.getMessage()), e);
            }
        }
        return of(target, resolver).inOrder().stream().map(address -> Destination.at(address, target.port())).toList();
    }

    /** The address of this machine to connect from; null for any. */
    static InetSocketAddress local(Target target) {
        String address = target.settings().bindAddress();
        return address == null ? null : new InetSocketAddress(address, 0);
    }
}
