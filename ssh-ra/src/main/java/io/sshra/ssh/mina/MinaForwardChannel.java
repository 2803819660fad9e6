package io.sshra.ssh.mina;

import io.sshra.ssh.ForwardChannel;
import io.sshra.ssh.Forwarding;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.forward.ForwardingTunnelEndpointsProvider;
import org.apache.sshd.common.forward.TcpipClientChannel;
import org.apache.sshd.common.util.net.SshdSocketAddress;

/** A forwarding of a MINA session. */
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
        SshdSocketAddress bind = new SshdSocketAddress(forwarding.bindHost(), forwarding.bindPort());
        SshdSocketAddress to = forwarding.host() == null ? null : new SshdSocketAddress(forwarding.host(), forwarding.port());
        return switch (forwarding.kind()) {
            case LOCAL -> session.startLocalPortForwarding(bind, to);
            case REMOTE -> session.startRemotePortForwarding(bind, to);
            case DYNAMIC -> session.startDynamicPortForwarding(bind);
        };
    }

    /**
     * Whether the channel may belong to a connection through this forwarding. Until the forwarding is established, this is a
     * guess.
     */
    boolean carries(Channel channel) {
        return channel instanceof TcpipClientChannel != (forwarding.kind() == Forwarding.Kind.REMOTE)
                && listensAt(((ForwardingTunnelEndpointsProvider) channel).getTunnelEntrance());
    }

    /**
     * Whether clients that were accepted at this address belong to this forwarding. The server may name its addresses in any
     * way.
     */
    boolean listensAt(SshdSocketAddress address) {
        SshdSocketAddress listening = bound;
        return listening == null || address.getPort() == listening.getPort()
                && (forwarding.kind() == Forwarding.Kind.REMOTE || SshdSocketAddress.isWildcardAddress(listening.getHostName())
                        || SshdSocketAddress.isEquivalentHostName(address.getHostName(), listening.getHostName(), false));
    }

    boolean listensHere() {
        return forwarding.kind() != Forwarding.Kind.REMOTE;
    }

    @Override
    public String host() {
        return bound.getHostName();
    }

    @Override
    public int port() {
        return bound.getPort();
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
            switch (forwarding.kind()) {
                case LOCAL -> session.stopLocalPortForwarding(bound);
                case REMOTE -> session.stopRemotePortForwarding(bound);
                case DYNAMIC -> session.stopDynamicPortForwarding(bound);
            }
        } catch (IOException e) {
            transport.log().tracef(e, "%s not cancelled on %s", forwarding, transport);
        }
        transport.forwards().end(this);
        closed.complete(null);
    }
}
