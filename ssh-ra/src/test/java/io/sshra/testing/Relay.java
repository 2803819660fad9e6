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
 * A loopback port that leads to another, and does to the bytes on the way what networks do: flips a bit, loses, holds and
 * delays them, cuts the connections. What is said of a direction is said of all its connections together.
 */
public final class Relay implements AutoCloseable {

    /** Which way bytes go. */
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

    /** A relay to this port of 127.0.0.1. */
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
            // That was wanted.
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** How many connections went through it so far. */
    public int connections() {
        return connections.get();
    }

    /** How many bytes came in this direction so far. */
    public long bytes(Direction direction) {
        return ways.get(direction).bytes();
    }

    /** Flips one bit of the byte that comes after this many more. */
    public void flipBitAfter(Direction direction, long bytes) {
        ways.get(direction).flipBitAfter(bytes);
    }

    /** Resets the connections before the byte that comes after this many more. */
    public void cutAfter(Direction direction, long bytes) {
        ways.get(direction).cutAfter(bytes);
    }

    /** From now on, bytes of this direction are lost, while the connections stand, until {@link #release}. */
    public void lose(Direction direction) {
        ways.get(direction).lose(true);
    }

    /** Bytes of this direction wait from now on, and make their sender wait, until {@link #release}. */
    public void hold(Direction direction) {
        ways.get(direction).hold(true);
    }

    /** Bytes of this direction go through again; those that were lost stay so. */
    public void release(Direction direction) {
        ways.get(direction).hold(false);
        ways.get(direction).lose(false);
    }

    /** Bytes of this direction come that much later from now on; they pile up behind each other. */
    public void delay(Direction direction, Duration delay) {
        ways.get(direction).delay(delay);
    }

    /** Resets all its connections. The next ones go through. */
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

    /** What happens to the bytes of one direction. Guarded by itself. */
    private static final class Way {

        private long bytes;
        private long flippedAt = NEVER;
        private long cutAt = NEVER;
        private boolean losing;
        private boolean holding;
        private Duration delay = Duration.ZERO;

        /** Does to them what there is to do; whether they go on. */
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
