package io.sshra.ssh.mina.io;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.Closeable;
import org.apache.sshd.common.io.DefaultIoConnectFuture;
import org.apache.sshd.common.io.IoConnectFuture;
import org.apache.sshd.common.io.IoConnector;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoServiceEventListener;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.util.closeable.AbstractInnerCloseable;

/**
 * Makes TCP connections and holds their sessions. No thread waits for an unanswered connect: the caller decides how long it may
 * take, and cancels it.
 */
final class SocketConnector extends AbstractInnerCloseable implements IoConnector {

    private final IoHandler handler;
    private final Supplier<IoLoop> loops;
    private final Supplier<ScheduledExecutorService> timer;
    private final Map<Long, IoSession> sessions = new ConcurrentHashMap<>();
    private final Set<Connect> connecting = ConcurrentHashMap.newKeySet();
    private IoServiceEventListener listener;

    SocketConnector(IoHandler handler, Supplier<IoLoop> loops, Supplier<ScheduledExecutorService> timer) {
        this.handler = handler;
        this.loops = loops;
        this.timer = timer;
    }

    /**
     * @param address an {@link java.net.InetSocketAddress}; {@link HostAddresses}, of which the first that accepts is used; a
     *                {@link ProxiedAddress}, for which the proxy is asked; or a {@link TunnelAddress}, which is used as it is
     */
    @Override
    public IoConnectFuture connect(SocketAddress address, AttributeRepository context, SocketAddress localAddress) {
        Connect connect = new Connect(address, context, localAddress);
        connecting.add(connect);
        connect.start();
        return connect.future;
    }

    /** One connect: running, then a session, failed or cancelled. */
    private final class Connect implements ConnectRace.Finish {

        private final DefaultIoConnectFuture future;
        private final AttributeRepository context;
        private final IoLoop loop;
        /** Null if it needs none. */
        private final ConnectRace race;
        /** Null if it needs a socket. */
        private final TunnelAddress tunnel;
        /** Null if no proxy is asked. */
        private final ProxiedAddress proxied;
        /** Null before the proxy is asked. */
        private volatile ProxyExchange exchange;

        Connect(SocketAddress address, AttributeRepository context, SocketAddress localAddress) {
            this.future = new DefaultIoConnectFuture(address, null);
            this.context = context;
            this.tunnel = address instanceof TunnelAddress through ? through : null;
            this.loop = tunnel != null ? tunnel.carrier.loop() : loops.get();
            this.proxied = address instanceof ProxiedAddress through ? through : null;
            SocketAddress first = proxied != null ? proxied.proxy() : address;
            this.race = tunnel != null ? null : new ConnectRace(HostAddresses.in(first), localAddress, loop, timer,
                    proxied != null ? new Proxy() : this);
        }

        void start() {
            future.addListener(done -> {
                connecting.remove(this);
                if (done.isCanceled()) {
                    stop();
                }
            });
            if (!isClosing()) {
                if (race != null) {
                    race.start();
                } else {
                    loop.execute(this::throughTunnel);
                }
            }
            // Either the thread that closes the connector sees this connect, or this thread sees that the connector is closing.
            if (isClosing()) {
                abort();
            }
        }

        private void stop() {
            if (race != null) {
                race.stop();
            } else {
                tunnel.tunnel.end();
            }
            if (exchange != null) {
                exchange.stop();
            }
        }

        /** Either this thread sees the exchange with the proxy, or the loop sees that the future is done. */
        void abort() {
            future.setException(new ClosedChannelException());
            stop();
        }

        /** What follows the race for the proxy. */
        private final class Proxy implements ConnectRace.Finish {

            @Override
            public void won(SocketChannel toProxy) {
                proxied.is(ProxiedAddress.Progress.ASKING);
                exchange = new ProxyExchange(toProxy, loop, proxied.dialog, Connect.this);
                if (future.isDone()) {
                    exchange.stop();
                } else {
                    exchange.start();
                }
            }

            @Override
            public void lost(Throwable failure) {
                Connect.this.lost(failure);
            }
        }

        @Override
        public void lost(Throwable failure) {
            future.setException(failure);
        }

        @Override
        public void won(SocketChannel channel) {
            if (proxied != null) {
                proxied.is(ProxiedAddress.Progress.OPEN);
            }
            SocketSession session = null;
            try {
                session = new SocketSession(SocketConnector.this, handler, channel, loop);
                begin(session);
            } catch (Exception | Error e) {
                failed(session, e);
                close(channel);
            }
        }

        private void throughTunnel() {
            TunnelSession session = null;
            try {
                session = new TunnelSession(SocketConnector.this, handler, tunnel);
                session.begin();
                begin(session);
            } catch (Exception | Error e) {
                failed(session, e);
                tunnel.tunnel.end();
            }
        }

        private void begin(LoopSession session) throws Exception {
            if (context != null) {
                session.setAttribute(AttributeRepository.class, context);
            }
            // MINA sends its first packet and takes over the session.
            handler.sessionCreated(session);
            sessions.put(session.getId(), session);
            future.setSession(session);
            if (future.getSession() != session || SocketConnector.this.isClosing()) {
                // The connect was cancelled meanwhile, or the connector is closed.
                session.close(true);
            } else if (session.isClosing()) {
                sessions.remove(session.getId());
            } else {
                session.resumeRead();
            }
        }

        private void failed(LoopSession session, Throwable failure) {
            if (session != null) {
                session.close(true);
            }
            future.setException(failure);
        }

        private void close(SocketChannel channel) {
            try {
                channel.close();
            } catch (IOException e) {
                IoFailures.ignored("closing a socket without a session", e);
            }
            loop.wakeUp();
        }
    }

    void sessionClosed(LoopSession session) {
        sessions.remove(session.getId());
    }

    @Override
    public Map<Long, IoSession> getManagedSessions() {
        return Map.copyOf(sessions);
    }

    /** Also ends running connects: threads that wait for one fail at once. */
    @Override
    protected Closeable getInnerCloseable() {
        return builder().run(toString(), () -> connecting.forEach(Connect::abort))
                .parallel(toString(), sessions.values()).build();
    }

    @Override
    public IoServiceEventListener getIoServiceEventListener() {
        return listener;
    }

    @Override
    public void setIoServiceEventListener(IoServiceEventListener newListener) {
        listener = newListener;
    }
}
