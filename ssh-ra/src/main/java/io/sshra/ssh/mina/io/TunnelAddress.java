package io.sshra.ssh.mina.io;

import java.net.SocketAddress;

/** The other end of a {@link Tunnel}. To connect to it means to use the tunnel. */
public final class TunnelAddress extends SocketAddress {

    private static final long serialVersionUID = 1;

    private final String name;
    final transient LoopSession carrier;
    final transient Tunnel tunnel;

    /**
     * @param name    for messages
     * @param carrier the session through which the tunnel leads
     */
    public TunnelAddress(String name, LoopSession carrier, Tunnel tunnel) {
        this.name = name;
        this.carrier = carrier;
        this.tunnel = tunnel;
    }

    @Override
    public String toString() {
        return name;
    }
}
