package io.sshra.ssh.mina.io;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
 * Makes TCP connections and holds the sessions on them. No thread waits for one that is not answered: how long that may take is
 * for the caller, who cancels it.
 */
final class SocketConnector extends AbstractInnerCloseable implements IoConnector {

    private final IoHandler handler;
    private final Supplier<IoLoop> loops;
    private final Map<Long, IoSession> sessions = new ConcurrentHashMap<>();
    private IoServiceEventListener listener;

    SocketConnector(IoHandler handler, Supplier<IoLoop> loops) {
        this.handler = handler;
        this.loops = loops;
    }

    @Override
    public IoConnectFuture connect(SocketAddress address, AttributeRepository context, SocketAddress localAddress) {
        DefaultIoConnectFuture future = new DefaultIoConnectFuture(address, null);
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (localAddress != null) {
                channel.bind(localAddress);
            }
            new Attempt(future, channel, context, loops.get()).start(address);
        } catch (IOException | RuntimeException e) {
            close(channel);
            future.setException(e);
        }
        return future;
    }

    private static void close(SocketChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                IoFailures.ignored("closing a socket that was not connected", e);
            }
        }
    }

    /** One connect: under way, then a session, a failure, or cancelled. */
    private final class Attempt implements IoLoop.Ready {

        private final DefaultIoConnectFuture future;
        private final SocketChannel channel;
        private final AttributeRepository context;
        private final IoLoop loop;

        Attempt(DefaultIoConnectFuture future, SocketChannel channel, AttributeRepository context, IoLoop loop) {
            this.future = future;
            this.channel = channel;
            this.context = context;
            this.loop = loop;
        }

        void start(SocketAddress address) throws IOException {
            future.addListener(done -> {
                if (done.isCanceled()) {
                    close(channel);
                    loop.wakeUp();
                }
            });
            if (channel.connect(address)) {
                connected();
            } else {
                loop.register(channel, SelectionKey.OP_CONNECT, this);
            }
        }

        @Override
        public void ready(SelectionKey key, ByteBuffer unused) {
            try {
                if (channel.finishConnect()) {
                    key.interestOps(0);
                    connected();
                }
            } catch (IOException | RuntimeException e) {
                close(channel);
                future.setException(e);
            }
        }

        private void connected() {
            SocketSession session = null;
            try {
                session = new SocketSession(SocketConnector.this, handler, channel, loop);
                if (context != null) {
                    session.setAttribute(AttributeRepository.class, context);
                }
                // It says its first words, and takes the session as its own.
                handler.sessionCreated(session);
                sessions.put(session.getId(), session);
                future.setSession(session);
                if (future.getSession() != session || isClosing()) {
                    // Cancelled meanwhile, or the whole is closed.
                    session.close(true);
                } else if (session.isClosing()) {
                    sessions.remove(session.getId());
                } else {
                    session.startReading();
                }
            } catch (Exception | Error e) {
                if (session != null) {
                    session.close(true);
                }
                close(channel);
                loop.wakeUp();
                future.setException(e);
            }
        }
    }

    void sessionClosed(SocketSession session) {
        sessions.remove(session.getId());
    }

    @Override
    public Map<Long, IoSession> getManagedSessions() {
        return Map.copyOf(sessions);
    }

    @Override
    protected Closeable getInnerCloseable() {
        return builder().parallel(toString(), sessions.values()).build();
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
