package io.sshra.ssh.mina;

import io.sshra.ssh.ForwardChannel;
import io.sshra.ssh.Forwarding;
import io.sshra.ssh.Location;
import io.sshra.ssh.mina.io.Listener;
import io.sshra.ssh.mina.io.Relay;
import io.sshra.ssh.mina.io.SocksClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;

/**
 * A port or a socket of this machine, for each of whose clients the server connects to a location, or to the one that the client asks a SOCKS
 * proxy for. Clients are accepted, read and written on the loop of the session, which never waits. A client is not read until the server has
 * connected.
 */
final class LocalForward implements ForwardChannel {

    private final MinaTransport transport;
    private final Forwarding forwarding;
    private final ForwardedConnections connections;
    private final Listener listener;
    private final Location location;

    /** Listens. */
    LocalForward(MinaTransport transport, Forwarding forwarding, ForwardedConnections connections) throws IOException {
        this.transport = transport;
        this.forwarding = forwarding;
        this.connections = connections;
        Location bind = forwarding.bind();
        if (bind.isSocket()) {
            listener = Listener.onSocket(transport.carrier(), Path.of(bind.socket()), this::accepted);
            location = bind;
        } else {
            InetSocketAddress address = new InetSocketAddress(bind.host(), bind.port());
            listener = Listener.onPort(transport.carrier(), address, this::accepted);
            location = Location.address(bind.host(), listener.port());
        }
        connections.endsByLoss(listener::close);
    }

    /** On the loop. */
    private void accepted(SocketChannel client) {
        ForwardedConnections.Connection connection = connections.begin();
        if (connection == null) {
            Relay.refuse(client);
            return;
        }
        Relay relay = new Relay(transport.carrier(), client, connection);
        connection.endsBy(relay::end);
        try {
            if (!forwarding.bind().isSocket()) {
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            if (forwarding.kind() == Forwarding.Kind.DYNAMIC) {
                Delayed limit = transport.after(transport.openTimeout(), relay::end);
                SocksClient.read(transport.carrier(), client, relay, (socks, to) -> {
                    limit.close();
                    connect(connection, Location.address(to.getHostString(), to.getPort()), socks::connected,
                            failure -> socks.refused(refusal(failure)));
                });
            } else {
                connect(connection, forwarding.to(), relay::begin, failure -> relay.end());
            }
        } catch (IOException | RuntimeException e) {
            transport.log().tracef(e, "a client of %s on %s ends", forwarding, transport);
            relay.end();
        }
    }

    /** @param failed gets null or why the server has not connected */
    private void connect(ForwardedConnections.Connection connection, Location to, Consumer<TunnelChannel> connected, Consumer<Throwable> failed) {
        TunnelChannel channel = new TunnelChannel(to);
        try {
            transport.register(channel);
            channel.open().addListener(answer -> {
                if (answer.isOpened()) {
                    connection.connected();
                    connected.accept(channel);
                } else {
                    failed.accept(answer.getException());
                }
            });
        } catch (IOException | RuntimeException e) {
            transport.log().tracef(e, "no channel to %s on %s", to, transport);
            channel.close(true);
            failed.accept(e);
        }
    }

    private static SocksClient.Refusal refusal(Throwable failure) {
        SshChannelOpenException refusal = ChannelFailure.refusal(failure);
        int reason = refusal == null ? 0 : refusal.getReasonCode();
        return reason == SshConstants.SSH_OPEN_CONNECT_FAILED ? SocksClient.Refusal.NOT_REACHED
                : reason == SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED ? SocksClient.Refusal.NOT_ALLOWED : SocksClient.Refusal.FAILED;
    }

    @Override
    public Location location() {
        return location;
    }

    @Override
    public Figures figures() {
        return connections.figures();
    }

    @Override
    public boolean isOpen() {
        return connections.areOpen();
    }

    @Override
    public void onClosed(Runnable action) {
        connections.onEnded(action);
    }

    @Override
    public void close() {
        connections.end(listener::closeAndWait);
    }
}
