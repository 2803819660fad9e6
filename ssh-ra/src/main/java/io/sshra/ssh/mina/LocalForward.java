package io.sshra.ssh.mina;

import io.sshra.ssh.ForwardChannel;
import io.sshra.ssh.Forwarding;
import io.sshra.ssh.Location;
import io.sshra.ssh.mina.io.Listener;
import io.sshra.ssh.mina.io.LoopSession;
import io.sshra.ssh.mina.io.Relay;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A port or a socket of this machine, for each of whose clients the server connects to a location. Clients are accepted, read and written on
 * the loop of the session, which never waits. A client is not read until the server has connected.
 */
final class LocalForward implements ForwardChannel {

    private final MinaTransport transport;
    private final Forwarding forwarding;
    private final Listener listener;
    private final Location location;
    private final Set<Relay> relays = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** Listens. */
    LocalForward(MinaTransport transport, Forwarding forwarding) throws IOException {
        this.transport = transport;
        this.forwarding = forwarding;
        Location bind = forwarding.bind();
        if (bind.isSocket()) {
            listener = Listener.onSocket(carrier(), Path.of(bind.socket()), this::accepted);
            location = bind;
        } else {
            InetSocketAddress address = new InetSocketAddress(bind.host(), bind.port());
            listener = Listener.onPort(carrier(), address, this::accepted);
            location = Location.address(bind.host(), listener.port());
        }
        transport.onClosed(() -> end(Listener::close));
    }

    private LoopSession carrier() {
        return (LoopSession) transport.session().getIoSession();
    }

    /** On the loop. */
    private void accepted(SocketChannel client) {
        TunnelChannel channel = new TunnelChannel(forwarding.to());
        Relay[] self = new Relay[1];
        Relay relay = new Relay(carrier(), client, channel, () -> relays.remove(self[0]));
        self[0] = relay;
        relays.add(relay);
        try {
            if (!forwarding.bind().isSocket()) {
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            if (closed.isDone()) {
                relay.end();
                return;
            }
            transport.register(channel);
            channel.open().addListener(answer -> {
                if (answer.isOpened()) {
                    relay.begin();
                } else {
                    relay.end();
                }
            });
        } catch (IOException | RuntimeException e) {
            transport.log().tracef(e, "a client of %s on %s ends", forwarding, transport);
            relay.end();
        }
    }

    @Override
    public Location location() {
        return location;
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
        end(Listener::closeAndWait);
    }

    /** A client that is accepted meanwhile sees that it is closed, or is among the relays. */
    private void end(Consumer<Listener> closing) {
        if (closed.complete(null)) {
            closing.accept(listener);
            relays.forEach(Relay::end);
        }
    }
}
