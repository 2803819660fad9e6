package io.sshra.ssh.mina.io;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Relays between a socket and a tunnel, on the loop of the session that carries the tunnel. Each direction ends by itself. What one side does
 * not take is kept, one piece for each direction, and the other side is not read meanwhile.
 *
 * <pre>
 * CONNECTING ──begin──▶ OPEN ──both directions have ended in order───▶ CLOSED
 *      │                  ├────the tunnel is cut: the client is reset──▶
 *      │                  ├────the socket fails: the tunnel ends────────▶
 *      └──end─────────────┴────end──────────────────────────────────────▶
 * </pre>
 *
 * All moves are made on the loop.
 */
public final class Relay implements IoLoop.Ready {

    /** Pieces of one turn, after which other sockets have theirs. */
    private static final int PIECES = 16;

    private final IoLoop loop;
    private final SocketChannel socket;
    private final Tunnel tunnel;
    private final Runnable ended;
    private final AtomicBoolean planned = new AtomicBoolean();
    // Used on the loop only.
    /** Null before it begins. */
    private SelectionKey key;
    private ByteBuffer toTunnel;
    private ByteBuffer toSocket;
    private boolean socketEnded;
    private boolean outputEnded;
    private boolean inputEnded;
    private boolean closed;

    /**
     * @param socket non-blocking
     * @param ended  runs once on the loop; must not block
     */
    public Relay(LoopSession session, SocketChannel socket, Tunnel tunnel, Runnable ended) {
        this.loop = session.loop();
        this.socket = socket;
        this.tunnel = tunnel;
        this.ended = ended;
    }

    /** The other side has connected. From any thread. */
    public void begin() {
        loop.execute(() -> {
            if (!closed) {
                guarded(() -> {
                    key = loop.register(socket, SelectionKey.OP_READ, this);
                    tunnel.onChange(this::plan);
                    turn();
                });
            }
        });
    }

    /** Ends both directions at once. From any thread; a no-op if they have ended. */
    public void end() {
        loop.execute(this::reset);
    }

    private void plan() {
        if (planned.compareAndSet(false, true)) {
            loop.execute(() -> {
                planned.set(false);
                if (!closed) {
                    guarded(this::turn);
                }
            });
        }
    }

    @Override
    public void ready(SelectionKey same, ByteBuffer buffer) {
        if (!closed) {
            guarded(() -> {
                if (key.isReadable() && toTunnel == null && !socketEnded) {
                    read(buffer);
                }
                turn();
            });
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private void guarded(Work work) {
        try {
            work.run();
        } catch (IOException | RuntimeException e) {
            IoFailures.ignored("relaying", e);
            reset();
        }
    }

    private void read(ByteBuffer buffer) throws IOException {
        int read = socket.read(buffer);
        if (read < 0) {
            socketEnded = true;
        } else if (read > 0) {
            tunnel.write(buffer.flip());
            toTunnel = buffer.hasRemaining() ? ByteBuffer.allocate(buffer.remaining()).put(buffer).flip() : null;
        }
    }

    private void turn() throws IOException {
        if (toTunnel != null) {
            tunnel.write(toTunnel);
            toTunnel = toTunnel.hasRemaining() ? toTunnel : null;
        }
        if (socketEnded && toTunnel == null && !outputEnded) {
            outputEnded = true;
            tunnel.endOutput();
        }
        if (!fromTunnel()) {
            return;
        }
        // A reset would take from the client what it has not read yet.
        if (inputEnded && (outputEnded || tunnel.isOver())) {
            close();
            return;
        }
        key.interestOps((toTunnel == null && !socketEnded ? SelectionKey.OP_READ : 0) | (toSocket != null ? SelectionKey.OP_WRITE : 0));
    }

    /** False if the tunnel was cut. */
    private boolean fromTunnel() throws IOException {
        for (int pieces = 0; !inputEnded; pieces++) {
            if (pieces == PIECES) {
                plan();
                return true;
            }
            if (toSocket == null) {
                boolean isCut = tunnel.isCut();
                boolean isAtEnd = tunnel.isAtEnd();
                toSocket = tunnel.read();
                if (toSocket == null && isCut) {
                    reset();
                    return false;
                }
                if (toSocket == null && isAtEnd) {
                    inputEnded = true;
                    socket.shutdownOutput();
                }
                if (toSocket == null) {
                    return true;
                }
            }
            socket.write(toSocket);
            if (toSocket.hasRemaining()) {
                return true;
            }
            toSocket = null;
        }
        return true;
    }

    /** The client must not take what it got for all: it gets a reset, where the socket has that. */
    private void reset() {
        if (!closed) {
            try {
                if (socket.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
                    socket.setOption(StandardSocketOptions.SO_LINGER, 0);
                }
            } catch (IOException e) {
                IoFailures.ignored("resetting a client", e);
            }
            close();
        }
    }

    private void close() {
        closed = true;
        toTunnel = null;
        toSocket = null;
        try {
            socket.close();
        } catch (IOException e) {
            IoFailures.ignored("closing a socket", e);
        }
        loop.wakeUp();
        tunnel.end();
        ended.run();
    }
}
