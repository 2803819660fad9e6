package io.sshra.ssh.mina;

import io.sshra.ssh.ForwardChannel;
import io.sshra.ssh.Forwarding;
import io.sshra.ssh.Location;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.forward.ForwardingTunnelEndpointsProvider;
import org.apache.sshd.common.forward.TcpipClientChannel;
import org.apache.sshd.common.util.net.SshdSocketAddress;

/** A forwarding of a MINA session: a port of the server, or a SOCKS proxy here. */
final class MinaForwardChannel implements ForwardChannel {

    private final MinaTransport transport;
    private final ClientSession session;
    private final Forwarding forwarding;
    /** Null until the forwarding is established. */
    private volatile SshdSocketAddress bound;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** Starts the forwarding. */
    MinaForwardChannel(MinaTransport transport, ClientSession session, Forwarding forwarding) throws IOException {
        this.transport = transport;
        this.session = session;
        this.forwarding = forwarding;
        transport.forwards().add(this);
        try {
            bound = start();
        } catch (IOException | RuntimeException e) {
            transport.forwards().remove(this);
            throw e;
        }
        session.addCloseFutureListener(ended -> closed.complete(null));
    }

    private SshdSocketAddress start() throws IOException {
        SshdSocketAddress bind = address(forwarding.bind());
        return isRemote() ? session.startRemotePortForwarding(bind, address(forwarding.to())) : session.startDynamicPortForwarding(bind);
    }

    private static SshdSocketAddress address(Location location) {
        return new SshdSocketAddress(location.host(), location.port());
    }

    private boolean isRemote() {
        return forwarding.kind() == Forwarding.Kind.REMOTE;
    }

    /**
     * Whether the channel may belong to a connection through this forwarding. Until the forwarding is established, this is a
     * guess.
     */
    boolean carries(Channel channel) {
        return channel instanceof TcpipClientChannel != isRemote()
                && listensAt(((ForwardingTunnelEndpointsProvider) channel).getTunnelEntrance());
    }

    /**
     * Whether clients that were accepted at this address belong to this forwarding. The server may name its addresses in any
     * way.
     */
    boolean listensAt(SshdSocketAddress address) {
        SshdSocketAddress listening = bound;
        return listening == null || address.getPort() == listening.getPort()
                && (isRemote() || SshdSocketAddress.isWildcardAddress(listening.getHostName())
                        || SshdSocketAddress.isEquivalentHostName(address.getHostName(), listening.getHostName(), false));
    }

    boolean listensHere() {
        return !isRemote();
    }

    @Override
    public Location location() {
        return Location.address(bound.getHostName(), bound.getPort());
    }

    @Override
    public boolean isOpen() {
        return !closed.isDone();
    }

    @Override
    public void onClosed(Runnable action) {
        closed.thenRun(action);
    }

    @Override
    public void close() {
        if (closed.isDone() || !session.isOpen()) {
            closed.complete(null);
            return;
        }
        try {
            if (isRemote()) {
                session.stopRemotePortForwarding(bound);
            } else {
                session.stopDynamicPortForwarding(bound);
            }
        } catch (IOException e) {
            transport.log().tracef(e, "%s not cancelled on %s", forwarding, transport);
        }
        transport.forwards().end(this);
        closed.complete(null);
    }
}
