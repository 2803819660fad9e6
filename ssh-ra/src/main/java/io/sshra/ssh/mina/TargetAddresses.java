package io.sshra.ssh.mina;

import io.sshra.SshConnectException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.ssh.Target;
import io.sshra.ssh.mina.io.HostAddresses;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/** The addresses that a target is connected to: those of the configured family that are permitted. */
final class TargetAddresses {

    private TargetAddresses() {
    }

    /**
     * Resolves the target's host once. So the addresses that are checked are the addresses that are connected to.
     *
     * @throws SshConnectException if there is no address, none of the configured family, or none that is permitted
     */
    static HostAddresses of(Target target, Resolver resolver) throws SshException {
        List<InetAddress> all;
        try {
            all = resolver.addressesOf(target.host()).stream().map(HostAddresses::withoutName).toList();
        } catch (UnknownHostException e) {
            throw new SshConnectException(SshErrorCode.HOST_UNRESOLVED, "no address for host " + target.host(), e);
        }
        List<InetAddress> wanted = all.stream().filter(address -> switch (target.settings().addressFamily()) {
            case ANY -> true;
            case INET -> address instanceof Inet4Address;
            case INET6 -> address instanceof Inet6Address;
        }).toList();
        if (wanted.isEmpty()) {
            throw new SshConnectException(SshErrorCode.HOST_UNRESOLVED, "host " + target.host() + " has no address of the family "
                    + target.settings().addressFamily(), null);
        }
        List<InetAddress> permitted = wanted.stream().filter(target.settings().destinations()::permits).toList();
        if (permitted.isEmpty()) {
            throw new SshConnectException(SshErrorCode.DESTINATION_DENIED, "applications may not connect to host " + target.host()
                    + " at " + wanted.get(0).getHostAddress(), null);
        }
        return HostAddresses.of(permitted, target.port());
    }

    /** The address of this machine to connect from; null for any. */
    static InetSocketAddress local(Target target) {
        String address = target.settings().bindAddress();
        return address == null ? null : new InetSocketAddress(address, 0);
    }
}
