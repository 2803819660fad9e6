package io.sshra.ssh.mina;

import io.sshra.log.AdapterLog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.apache.sshd.common.Factory;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.forward.DefaultForwarder;
import org.apache.sshd.common.forward.SocksProxy;
import org.apache.sshd.common.forward.TcpipForwardingExceptionMarker;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.core.CoreModuleProperties;

/**
 * MINA's forwarder, whose SOCKS proxy sends its reply before the first data, whose accepted connections can be ended, and which
 * holds no lock while it waits for the server.
 *
 * <p>The proxy opens a channel and then registers for the confirmation. If the server's data is read in between, the client
 * gets the data before the reply: Java's client takes four bytes of the data for the reply, and the reply for data. So the
 * confirmation of a channel is handled only after {@linkplain #awaitRequests waiting} for the thread that opens the channel.
 */
final class PortForwarder extends DefaultForwarder {

    private final List<Clients> accepted = new CopyOnWriteArrayList<>();
    private final ReentrantLock requests = new ReentrantLock();
    /** Where connections to the server's ports go. */
    private final Map<Integer, SshdSocketAddress> remotePorts = new ConcurrentHashMap<>();

    PortForwarder(ConnectionService service) {
        super(service);
    }

    @Override
    protected IoAcceptor createIoAcceptor(Factory<? extends IoHandler> handlers) {
        Clients clients = new Clients(handlers.create());
        Factory<IoHandler> same = () -> clients;
        clients.acceptor = super.createIoAcceptor(same);
        accepted.add(clients);
        return clients.acceptor;
    }

    /**
     * Called on the session's I/O thread when a channel opens, before anybody learns of it. What it waits for does not block.
     */
    void awaitRequests() {
        requests.lock();
        requests.unlock();
    }

    /** Ends the connections that were accepted at an address that does not listen any more, also those without a channel. */
    void endAccepted(Predicate<SshdSocketAddress> there) {
        accepted.forEach(clients -> clients.end(there));
    }

    /**
     * RFC 4254 section 7.1. MINA's method holds the forwarder's monitor until the reply comes. The I/O thread, which would have
     * to read the reply, needs the same monitor to look up the port of each connection.
     */
    @Override
    public SshdSocketAddress startRemotePortForwarding(SshdSocketAddress remote, SshdSocketAddress local) throws IOException {
        // A client may come before the reply does.
        boolean isKnown = remote.getPort() > 0;
        if (isKnown && remotePorts.putIfAbsent(remote.getPort(), local) != null) {
            throw new IOException("port " + remote.getPort() + " of the server is forwarded already");
        }
        Buffer reply = null;
        try {
            reply = getSession().request("tcpip-forward", request("tcpip-forward", true, remote),
                    CoreModuleProperties.FORWARD_REQUEST_TIMEOUT.getRequired(getSession()));
        } finally {
            if (isKnown && reply == null) {
                remotePorts.remove(remote.getPort());
            }
        }
        if (reply == null) {
            throw new IOException("the server refuses to listen on port " + remote.getPort());
        }
        int port = isKnown ? remote.getPort() : reply.getInt();
        remotePorts.put(port, local);
        return new SshdSocketAddress(remote.getHostName(), port);
    }

    @Override
    public void stopRemotePortForwarding(SshdSocketAddress remote) throws IOException {
        if (remotePorts.remove(remote.getPort()) != null) {
            getSession().writePacket(request("cancel-tcpip-forward", false, remote));
        }
    }

    @Override
    public SshdSocketAddress getForwardedPort(int remotePort) {
        return remotePorts.get(remotePort);
    }

    private Buffer request(String name, boolean wantsReply, SshdSocketAddress remote) {
        Buffer request = getSession().createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
        request.putString(name);
        request.putBoolean(wantsReply);
        request.putString(remote.getHostName());
        request.putUInt(remote.getPort());
        return request;
    }

    /** The connections to the ports of one acceptor. */
    private final class Clients implements IoHandler {

        private final IoHandler handler;
        private final Set<IoSession> open = ConcurrentHashMap.newKeySet();
        private volatile IoAcceptor acceptor;

        Clients(IoHandler handler) {
            this.handler = handler;
        }

        /** If the port was closed meanwhile, either {@link #end} sees this client, or this method sees the closed port. */
        @Override
        public void sessionCreated(IoSession client) throws Exception {
            open.add(client);
            if (acceptor.getBoundAddresses().contains(client.getAcceptanceAddress())) {
                handler.sessionCreated(client);
            } else {
                client.close(true);
            }
        }

        void end(Predicate<SshdSocketAddress> there) {
            open.stream().filter(client -> client.getLocalAddress() instanceof InetSocketAddress address
                    && there.test(new SshdSocketAddress(address))).forEach(client -> client.close(true));
        }

        @Override
        public void messageReceived(IoSession client, Readable message) throws Exception {
            if (!(handler instanceof SocksProxy)) {
                handler.messageReceived(client, message);
                return;
            }
            requests.lock();
            try {
                handler.messageReceived(client, message);
            } finally {
                requests.unlock();
            }
        }

        @Override
        public void sessionClosed(IoSession client) throws Exception {
            open.remove(client);
            handler.sessionClosed(client);
        }

        /**
         * MINA logs a warning with a stack trace even for the ordinary: a server that refuses the channel, a client that has
         * gone.
         */
        @Override
        public void exceptionCaught(IoSession client, Throwable cause) {
            AdapterLog.LOG.tracef(cause, "a connection to a forwarded port ends: %s", client);
            client.setAttribute(TcpipForwardingExceptionMarker.class, cause);
            // The proxy's reply goes out first.
            client.close(!(handler instanceof SocksProxy));
        }
    }
}
