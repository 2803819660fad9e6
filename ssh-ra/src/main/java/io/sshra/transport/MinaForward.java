package io.sshra.transport;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.util.net.SshdSocketAddress;

/** A forwarding of a MINA session. */
final class MinaForward implements ForwardChannel {

    private final MinaTransport transport;
    private final ClientSession session;
    private final Forwarding forwarding;
    private final SshdSocketAddress bound;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** Begins to forward. */
    MinaForward(MinaTransport transport, ClientSession session, Forwarding forwarding) throws IOException {
        this.transport = transport;
        this.session = session;
        this.forwarding = forwarding;
        SshdSocketAddress bind = new SshdSocketAddress(forwarding.bindHost(), forwarding.bindPort());
        SshdSocketAddress to = forwarding.host() == null ? null : new SshdSocketAddress(forwarding.host(), forwarding.port());
        bound = switch (forwarding.kind()) {
            case LOCAL -> session.startLocalPortForwarding(bind, to);
            case REMOTE -> session.startRemotePortForwarding(bind, to);
            case DYNAMIC -> session.startDynamicPortForwarding(bind);
        };
        session.addCloseFutureListener(ended -> closed.complete(null));
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
            transport.log().tracef(e, "%s not taken back on %s", forwarding, transport);
        }
        closed.complete(null);
    }
}
