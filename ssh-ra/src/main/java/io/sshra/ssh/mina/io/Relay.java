package io.sshra.ssh.mina.io;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Relays between a socket of this machine and a tunnel, on the loop of the session that carries the tunnel. Each direction ends by itself. What
 * one side does not take is kept, one piece for each direction, and the other side is not read meanwhile.
 *
 * <pre>
 * CONNECTING ──begin──▶ OPEN ──both directions have ended in order──────▶ CLOSED
 *      │                  ├────the tunnel is cut: the socket is reset────▶
 *      │                  ├────the socket fails: the tunnel ends─────────▶
 *      ├──end─────────────┴────end: the socket is reset, the tunnel ends─▶
 *      └──leave: the socket is closed in order──────────────────────────▶
 * </pre>
 *
 * All moves are made on the loop.
 */
public final class Relay implements IoLoop.Ready {

    /** Pieces of one turn, after which other sockets have theirs. */
    private static final int PIECES = 16;

    /** What is told about a relay, on its loop. Must not block. */
    public interface Watcher {

        /** This many bytes of the socket were written to the tunnel. */
        void sent(int bytes);

        /** This many bytes of the tunnel have come for the socket. */
        void received(int bytes);

        /** It is closed. Called once. */
        void ended();
    }

    private final IoLoop loop;
    private final SocketChannel socket;
    private final Watcher watcher;
    private final AtomicBoolean planned = new AtomicBoolean();
    // Used on the loop only.
    // Null before it begins.
    private SelectionKey key;
    private Tunnel tunnel;
    private ByteBuffer toTunnel;
    private ByteBuffer toSocket;
    private boolean socketEnded;
    private boolean outputEnded;
    private boolean inputEnded;
    private boolean closed;

    /** @param socket non-blocking */
    public Relay(LoopSession session, SocketChannel socket, Watcher watcher) {
        this.loop = session.loop();
        this.socket = socket;
        this.watcher = watcher;
    }

    /** The other side has connected. From any thread. */
    public void begin(Tunnel through) {
        begin(through, null, null);
    }

    /**
     * The same, with something to write first. From any thread.
     *
     * @param through  ends with the relay: at once if that has ended
     * @param forFirst what the socket gets before anything of the tunnel; null for nothing
     * @param early    what was read from the socket already; null for nothing
     */
    void begin(Tunnel through, ByteBuffer forFirst, ByteBuffer early) {
        loop.execute(() -> {
            if (closed) {
                through.end();
                return;
            }
            tunnel = through;
            toSocket = forFirst;
            guarded(() -> {
                key = loop.register(socket, SelectionKey.OP_READ, this);
                tunnel.onChange(this::plan);
                if (early != null) {
                    send(early);
                }
                turn();
            });
        });
    }

    /** Ends both directions at once: a client must not take what it got for all. From any thread; a no-op if they have ended. */
    public void end() {
        loop.execute(this::reset);
    }

    /** Closes the socket so that its other side gets what was written, and then the end. On the loop, before it begins. */
    void leave(ByteBuffer scratch) {
        if (closed) {
            return;
        }
        try {
            socket.shutdownOutput();
            // The system would send a reset if something was left unread.
            for (int pieces = 0; pieces < PIECES && socket.read(scratch.clear()) > 0; pieces++) {
                // Not wanted any more.
            }
        } catch (IOException e) {
            IoFailures.ignored("leaving a client", e);
        }
        close();
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
            send(buffer.flip());
        }
    }

    /** Keeps a copy of what the tunnel does not take. */
    private void send(ByteBuffer piece) throws IOException {
        watcher.sent(tunnel.write(piece));
        toTunnel = piece.hasRemaining() ? ByteBuffer.allocate(piece.remaining()).put(piece).flip() : null;
    }

    private void turn() throws IOException {
        if (toTunnel != null) {
            watcher.sent(tunnel.write(toTunnel));
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
                watcher.received(toSocket.remaining());
            }
            socket.write(toSocket);
            if (toSocket.hasRemaining()) {
                return true;
            }
            toSocket = null;
        }
        return true;
    }

    private void reset() {
        if (!closed) {
            withReset(socket);
            close();
        }
    }

    private static void withReset(SocketChannel socket) {
        try {
            if (socket.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
                socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException e) {
            IoFailures.ignored("resetting a client", e);
        }
    }

    private void close() {
        closed = true;
        toTunnel = null;
        toSocket = null;
        close(socket);
        loop.wakeUp();
        if (tunnel != null) {
            tunnel.end();
        }
        watcher.ended();
    }

    private static void close(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            IoFailures.ignored("closing a socket", e);
        }
    }

    /** Ends the connection of a client that is not wanted, by a reset where the socket has that. */
    public static void refuse(SocketChannel client) {
        withReset(client);
        close(client);
    }
}
