package io.sshra.ssh.mina;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Looks the addresses of hosts up. */
interface Resolver {

    /** Asks the name services of this machine. */
    Resolver SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /**
     * @param host a name, or an address as it is written
     * @return at least one address, the preferred ones first
     */
    List<InetAddress> addressesOf(String host) throws UnknownHostException;
}
