package io.sshra.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A loopback port that forwards to another one and simulates faults of networks: flips a bit, loses, holds and delays bytes,
 * cuts connections. A setting of a direction applies to all connections together.
 */
public final class Relay implements AutoCloseable {

    /** The direction of bytes. */
    public enum Direction { TO_SERVER, TO_CLIENT }

    private static final long NEVER = -1;

    private final ServerSocket listener;
    private final int serverPort;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Map<Direction, Way> ways = new EnumMap<>(Direction.class);
    private final AtomicInteger connections = new AtomicInteger();

    private Relay(int serverPort) throws IOException {
        this.serverPort = serverPort;
        this.listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        for (Direction direction : Direction.values()) {
            ways.put(direction, new Way());
        }
    }

    /** Starts a relay to this port of 127.0.0.1. */
    public static Relay to(int serverPort) {
        try {
            Relay relay = new Relay(serverPort);
            relay.start(relay::accept);
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void start(Runnable task) {
        Thread thread = new Thread(task, "relay to " + serverPort);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            for (;;) {
                Socket client = listener.accept();
                sockets.add(client);
                connect(client);
            }
        } catch (IOException closed) {
            cut();
        }
    }

    private void connect(Socket client) {
        try {
            Socket server = new Socket("127.0.0.1", serverPort);
            sockets.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            connections.incrementAndGet();
            start(() -> pump(client, server, ways.get(Direction.TO_SERVER)));
            start(() -> pump(server, client, ways.get(Direction.TO_CLIENT)));
        } catch (IOException noServer) {
            reset(client);
        }
    }

    private static void pump(Socket from, Socket to, Way way) {
        byte[] buffer = new byte[16 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read; (read = in.read(buffer)) >= 0;) {
                if (way.passes(buffer, read)) {
                    out.write(buffer, 0, read);
                }
            }
            to.shutdownOutput();
        } catch (IOException | InterruptedException e) {
            reset(from);
            reset(to);
        }
    }

    private static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException closed) {
            // This is expected.
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** The number of connections so far. */
    public int connections() {
        return connections.get();
    }

    /** The number of bytes in this direction so far. */
    public long bytes(Direction direction) {
        return ways.get(direction).bytes();
    }

    /** Flips one bit of the byte after this many further bytes. */
    public void flipBitAfter(Direction direction, long bytes) {
        ways.get(direction).flipBitAfter(bytes);
    }

    /** Resets the connections after this many further bytes. */
    public void cutAfter(Direction direction, long bytes) {
        ways.get(direction).cutAfter(bytes);
    }

    /** Loses the bytes of this direction from now on until {@link #release}. The connections stay open. */
    public void lose(Direction direction) {
        ways.get(direction).lose(true);
    }

    /** Holds the bytes of this direction from now on until {@link #release}, so that their sender has to wait. */
    public void hold(Direction direction) {
        ways.get(direction).hold(true);
    }

    /** Passes on the bytes of this direction again, and cancels a flip or a cut that has not happened yet. Lost bytes stay lost. */
    public void release(Direction direction) {
        ways.get(direction).hold(false);
        ways.get(direction).lose(false);
        ways.get(direction).spare();
    }

    /** Delays the bytes of this direction from now on. The delays add up. */
    public void delay(Direction direction, Duration delay) {
        ways.get(direction).delay(delay);
    }

    /** Resets all connections. Later connections work. */
    public void cut() {
        sockets.forEach(Relay::reset);
        sockets.clear();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        ways.values().forEach(way -> way.hold(false));
        cut();
    }

    /** What happens to the bytes of one direction. Guarded by its own monitor. */
    private static final class Way {

        private long bytes;
        private long flippedAt = NEVER;
        private long cutAt = NEVER;
        private boolean losing;
        private boolean holding;
        private Duration delay = Duration.ZERO;

        /** Applies the faults to the bytes. Returns whether to pass them on. */
        synchronized boolean passes(byte[] buffer, int length) throws InterruptedException, IOException {
            if (!delay.isZero()) {
                Thread.sleep(delay.toMillis());
            }
            while (holding) {
                wait();
            }
            if (flippedAt >= bytes && flippedAt < bytes + length) {
                buffer[(int) (flippedAt - bytes)] ^= 1 << 4;
            }
            if (cutAt >= bytes && cutAt < bytes + length) {
                cutAt = NEVER;
                throw new IOException("cut");
            }
            bytes += length;
            return !losing;
        }

        synchronized long bytes() {
            return bytes;
        }

        synchronized void flipBitAfter(long more) {
            flippedAt = bytes + more;
        }

        synchronized void cutAfter(long more) {
            cutAt = bytes + more;
        }

        synchronized void spare() {
            flippedAt = NEVER;
            cutAt = NEVER;
        }

        synchronized void lose(boolean lost) {
            losing = lost;
        }

        synchronized void hold(boolean held) {
            holding = held;
            notifyAll();
        }

        synchronized void delay(Duration newDelay) {
            delay = newDelay;
        }
    }
}
