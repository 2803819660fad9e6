package io.sshra.ssh.mina;

import io.sshra.ssh.ForwardChannel;
import io.sshra.ssh.Forwarding;
import io.sshra.ssh.Location;
import io.sshra.ssh.mina.io.Connecting;
import io.sshra.ssh.mina.io.Relay;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;

/**
 * A port or a Unix-domain socket of the server (RFC 4254 section 7.1; section 2.4 of OpenSSH's PROTOCOL), each of whose clients this machine
 * connects to a location.
 *
 * <pre>
 * ASKED ──the server agrees──▶ LISTENING ──close──▶ CLOSED, and the server is told
 *   │                              └──────loss────▶ CLOSED
 *   ├──it refuses, or the connection ends─────────▶ CLOSED
 *   └──the caller gives up────────────────────────▶ GIVEN UP ──the server agrees──▶ the server is told to stop
 * </pre>
 *
 * The server's answer is handled on the I/O thread, before any client of the port, which may come right after it.
 */
final class RemoteForward implements ForwardChannel {

    private static final int MAX_PORT = 65_535;

    private final MinaTransport transport;
    private final Forwarding forwarding;
    private final ForwardedConnections connections;
    private final RemoteForwards remotes;
    private final List<SocketAddress> destinations;
    /** What the server listens on; fails if it does not, or the caller gives up. */
    private final CompletableFuture<Location> listening = new CompletableFuture<>();

    private RemoteForward(MinaTransport transport, Forwarding forwarding, ForwardedConnections connections) throws IOException {
        this.transport = transport;
        this.forwarding = forwarding;
        this.connections = connections;
        this.remotes = transport.session().getService(ChannelGuard.class).remotes();
        Location to = forwarding.to();
        // Here, because it may take a while, and the loop must not wait.
        this.destinations = to.isSocket() ? List.of(UnixDomainSocketAddress.of(to.socket()))
                : Stream.of(InetAddress.getAllByName(to.host())).map(address -> (SocketAddress) new InetSocketAddress(address, to.port())).toList();
    }

    /** Has the server listen. */
    static RemoteForward start(MinaTransport transport, Forwarding forwarding, ForwardedConnections connections) throws IOException {
        RemoteForward forward = new RemoteForward(transport, forwarding, connections);
        forward.listen();
        return forward;
    }

    // ---- asking the server ----

    private void listen() throws IOException {
        Location bind = forwarding.bind();
        // A client may come before the answer does.
        boolean isKnown = bind.isSocket() || bind.port() > 0;
        if (isKnown && !remotes.add(bind, this)) {
            throw new IOException(bind + " of the server is forwarded already");
        }
        try {
            connections.endsByLoss(this::lost);
            Session session = remotes.session();
            session.request(request(true, bind), name(true), this::answered)
                    .addListener(written -> {
                        if (written.getException() != null) {
                            listening.completeExceptionally(written.getException());
                        }
                    });
            await(CoreModuleProperties.FORWARD_REQUEST_TIMEOUT.getRequired(session));
        } catch (IOException | RuntimeException e) {
            connections.end(() -> remotes.remove(bind, this));
            throw e;
        }
    }

    private void await(Duration limit) throws IOException {
        Exception failure;
        try {
            listening.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return;
        } catch (InterruptedException e) {
            failure = new InterruptedIOException("interrupted while the server was asked to listen");
        } catch (TimeoutException e) {
            failure = new SocketTimeoutException("the server has not answered for " + limit.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        }
        if (!listening.completeExceptionally(failure) && !listening.isCompletedExceptionally()) {
            // The server has agreed at this moment.
            forget();
            cancel(listening.join());
        }
        throw (IOException) failure;
    }

    /** On the I/O thread. */
    private void answered(int message, Buffer answer) {
        if (message != SshConstants.SSH_MSG_REQUEST_SUCCESS) {
            listening.completeExceptionally(new IOException("the server refuses to listen on " + forwarding.bind()));
            return;
        }
        Location bound = forwarding.bind();
        if (!bound.isSocket() && bound.port() == 0) {
            long port = answer.available() >= Integer.BYTES ? answer.getUInt() : 0;
            bound = Location.address(bound.host(), (int) Math.min(port, MAX_PORT + 1));
            if (port < 1 || port > MAX_PORT || !remotes.add(bound, this)) {
                listening.completeExceptionally(new IOException("the server says that it listens on port " + port));
                return;
            }
        }
        if (!listening.complete(bound)) {
            // Nobody waits for it any more.
            remotes.remove(bound, this);
            cancel(bound);
        }
    }

    private void lost() {
        listening.completeExceptionally(new IOException("the connection has ended"));
        forget();
    }

    private void forget() {
        if (!listening.isCompletedExceptionally() && listening.isDone()) {
            remotes.remove(listening.join(), this);
        }
    }

    private void cancel(Location bound) {
        try {
            remotes.session().writePacket(request(false, bound));
        } catch (IOException e) {
            transport.log().tracef(e, "%s not cancelled on %s", forwarding, transport);
        }
    }

    private String name(boolean listens) {
        return (listens ? "" : "cancel-") + (forwarding.bind().isSocket() ? "streamlocal-forward@openssh.com" : "tcpip-forward");
    }

    /** @param listens whether the server is to listen, and to answer; otherwise to stop, without an answer */
    private Buffer request(boolean listens, Location bind) {
        Buffer request = remotes.session().createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
        request.putString(name(listens));
        request.putBoolean(listens);
        if (bind.isSocket()) {
            request.putString(bind.socket());
        } else {
            request.putString(bind.host());
            request.putUInt(bind.port());
        }
        return request;
    }

    // ---- clients ----

    /** A client of the server's port or socket. On the I/O thread. */
    void accepted(ServerOpening opening) {
        ForwardedConnections.Connection connection = connections.begin();
        if (connection == null) {
            remotes.refuse(opening, SshConstants.SSH_OPEN_RESOURCE_SHORTAGE, "too many connections");
            return;
        }
        Connecting connecting = new Connecting(transport.carrier(), destinations, new Connecting.Finish() {

            @Override
            public void connected(SocketChannel socket) {
                relay(opening, connection, socket);
            }

            @Override
            public void failed(Exception failure) {
                transport.log().tracef(failure, "no connection to %s for a client of %s", forwarding.to(), transport);
                connection.ended();
                remotes.refuse(opening, SshConstants.SSH_OPEN_CONNECT_FAILED, "not connected");
            }
        });
        connection.endsBy(connecting::stop);
        connecting.begin();
    }

    private void relay(ServerOpening opening, ForwardedConnections.Connection connection, SocketChannel socket) {
        Relay relay = new Relay(transport.carrier(), socket, connection);
        connection.endsBy(relay::end);
        try {
            TunnelChannel channel = remotes.confirmed(opening, forwarding.to());
            connection.connected();
            relay.begin(channel);
        } catch (IOException | RuntimeException e) {
            transport.log().tracef(e, "no channel for a client of %s on %s", forwarding, transport);
            relay.end();
            remotes.refuse(opening, SshConstants.SSH_OPEN_CONNECT_FAILED, "not opened");
        }
    }

    // ---- the end ----

    @Override
    public Location location() {
        return listening.join();
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
        connections.end(() -> {
            forget();
            if (transport.isOpen()) {
                cancel(location());
            }
        });
    }
}
