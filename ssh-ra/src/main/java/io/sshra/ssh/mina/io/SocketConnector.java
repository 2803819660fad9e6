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
     * @param address an {@link java.net.InetSocketAddress}, or {@link HostAddresses}, of which the first that accepts is used
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
        private final IoLoop loop = loops.get();
        private final ConnectRace race;

        Connect(SocketAddress address, AttributeRepository context, SocketAddress localAddress) {
            this.future = new DefaultIoConnectFuture(address, null);
            this.context = context;
            this.race = new ConnectRace(HostAddresses.in(address), localAddress, loop, timer, this);
        }

        void start() {
            future.addListener(done -> {
                connecting.remove(this);
                if (done.isCanceled()) {
                    race.stop();
                }
            });
            if (!isClosing()) {
                race.start();
            }
            // Either the thread that closes the connector sees this connect, or this thread sees that the connector is closing.
            if (isClosing()) {
                abort();
            }
        }

        void abort() {
            race.stop();
            future.setException(new ClosedChannelException());
        }

        @Override
        public void lost(Throwable failure) {
            future.setException(failure);
        }

        @Override
        public void won(SocketChannel channel) {
            SocketSession session = null;
            try {
                session = new SocketSession(SocketConnector.this, handler, channel, loop);
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
            } catch (Exception | Error e) {
                if (session != null) {
                    session.close(true);
                }
                close(channel);
                future.setException(e);
            }
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

    void sessionClosed(SocketSession session) {
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
