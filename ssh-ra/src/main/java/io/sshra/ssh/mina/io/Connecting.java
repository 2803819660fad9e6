package io.sshra.ssh.mina.io;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.List;

/**
 * Connects to an address or a Unix-domain socket of this machine, on the loop of a session. Several addresses are tried one after the other.
 *
 * <pre>
 * CONNECTING ──an address accepts──▶ connected
 *     ├────────the last one fails──▶ failed
 *     └────────stop────────────────▶ failed
 * </pre>
 *
 * All moves are made on the loop.
 */
public final class Connecting implements IoLoop.Ready {

    /** Is told the end, once, on the loop. Must not block. */
    public interface Finish {

        /** @param socket non-blocking */
        void connected(SocketChannel socket);

        void failed(Exception failure);
    }

    private final IoLoop loop;
    private final Iterator<? extends SocketAddress> untried;
    private final Finish finish;
    // Used on the loop only.
    private SocketChannel socket;
    private Exception failure = new IOException("there is no address");
    private boolean over;

    /** @param addresses of Unix-domain sockets, or resolved ones */
    public Connecting(LoopSession session, List<? extends SocketAddress> addresses, Finish finish) {
        this.loop = session.loop();
        this.untried = addresses.iterator();
        this.finish = finish;
    }

    /** From any thread. */
    public void begin() {
        loop.execute(this::next);
    }

    /** From any thread; a no-op if it is over. */
    public void stop() {
        loop.execute(() -> {
            if (!over) {
                failed(new IOException("stopped"));
            }
        });
    }

    private void next() {
        while (!over && untried.hasNext()) {
            try {
                if (!isConnected(untried.next())) {
                    loop.register(socket, SelectionKey.OP_CONNECT, this);
                    return;
                }
                connected();
            } catch (IOException | RuntimeException e) {
                failure = e;
                close();
            }
        }
        if (!over) {
            failed(failure);
        }
    }

    private boolean isConnected(SocketAddress address) throws IOException {
        boolean isSocket = address instanceof UnixDomainSocketAddress;
        socket = isSocket ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
        socket.configureBlocking(false);
        if (address instanceof InetSocketAddress) {
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        boolean connected = socket.connect(address);
        if (isSocket && !connected) {
            // Nothing tells when there would be room (connect(2), EAGAIN).
            throw new IOException("too many clients wait for the socket " + address);
        }
        return connected;
    }

    @Override
    public void ready(SelectionKey key, ByteBuffer unused) {
        if (over) {
            return;
        }
        try {
            if (socket.finishConnect()) {
                key.interestOps(0);
                connected();
            }
        } catch (IOException | RuntimeException e) {
            failure = e;
            close();
            next();
        }
    }

    private void connected() {
        over = true;
        finish.connected(socket);
    }

    private void failed(Exception why) {
        over = true;
        close();
        finish.failed(why);
    }

    private void close() {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                IoFailures.ignored("closing a socket that is not needed", e);
            }
            loop.wakeUp();
        }
    }
}
