package io.sshra.ssh.mina.io;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * A client of a SOCKS proxy, until it is connected or refused. It is not read further between its request and the answer.
 *
 * <pre>
 * ASKING ──its request is whole──▶ WAITING ──connected──▶ (the relay)
 *    │                                └──────refused──────▶ LEFT
 *    └──its request is refused, it ends────────────────────▶ LEFT
 * </pre>
 *
 * The relay may end at any time, and the client with it.
 */
public final class SocksClient implements IoLoop.Ready {

    /** Why a request is not granted, with the code of version 5 (RFC 1928 section 6). */
    public enum Refusal {

        FAILED(1), NOT_ALLOWED(2), NOT_REACHED(5), COMMAND(7), ADDRESS_TYPE(8);

        private final int code;

        Refusal(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    /** In bytes. */
    private static final int LEAVING_SIZE = 4096;

    /** Connects the client, or tells it that it is refused. Called once at most, on the loop; must not block. */
    public interface Wish {

        /** @param destination not resolved */
        void connect(SocksClient client, InetSocketAddress destination);
    }

    private final IoLoop loop;
    private final SocketChannel socket;
    private final Relay relay;
    private final Wish wish;
    private final SocksRequest request = new SocksRequest();
    /** What the client has sent after its request; null for nothing. Used on the loop only. */
    private ByteBuffer early;

    private SocksClient(IoLoop loop, SocketChannel socket, Relay relay, Wish wish) {
        this.loop = loop;
        this.socket = socket;
        this.relay = relay;
        this.wish = wish;
    }

    /**
     * Reads the request of a client.
     *
     * @param socket non-blocking
     * @param relay  of this socket; has not begun
     */
    public static void read(LoopSession session, SocketChannel socket, Relay relay, Wish wish) throws IOException {
        session.loop().register(socket, SelectionKey.OP_READ, new SocksClient(session.loop(), socket, relay, wish));
    }

    @Override
    public void ready(SelectionKey key, ByteBuffer buffer) {
        try {
            int read = socket.read(buffer);
            request.take(buffer.flip());
            write(request.answer());
            if (read < 0 || request.isRefused()) {
                relay.leave(buffer);
            } else if (request.isOver()) {
                key.interestOps(0);
                early = buffer.hasRemaining() ? ByteBuffer.allocate(buffer.remaining()).put(buffer).flip() : null;
                wish.connect(this, request.wanted());
            }
        } catch (IOException | RuntimeException e) {
            IoFailures.ignored("reading the request of a SOCKS client", e);
            relay.end();
        }
    }

    /** A few bytes, for which an empty socket has room. */
    private void write(byte[] answer) throws IOException {
        if (socket.write(ByteBuffer.wrap(answer)) < answer.length) {
            throw new IOException("a SOCKS client does not read");
        }
    }

    /** The server has connected: the client gets its answer, and then what comes. From any thread. */
    public void connected(Tunnel tunnel) {
        loop.execute(() -> relay.begin(tunnel, ByteBuffer.wrap(request.granted()), early));
    }

    /** The server has not connected. From any thread. */
    public void refused(Refusal why) {
        loop.execute(() -> {
            try {
                if (socket.isOpen()) {
                    write(request.refusal(why));
                    relay.leave(ByteBuffer.allocate(LEAVING_SIZE));
                }
            } catch (IOException e) {
                IoFailures.ignored("refusing a SOCKS client", e);
                relay.end();
            }
        });
    }
}
