package io.sshra.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A loopback port that does not even complete a TCP connect, like a host that is off. Linux drops connects when a listener's
 * queue is full.
 */
public final class UnansweredPort implements AutoCloseable {

    private static final int TRIES = 30;

    /** State SYN_SENT in /proc/net/tcp. */
    private static final String SYN_SENT = "02";

    private final ServerSocket listener;
    private final List<SocketChannel> queue = new ArrayList<>();

    public UnansweredPort() throws IOException, InterruptedException {
        this(InetAddress.getLoopbackAddress(), 0);
    }

    /** @param address an IPv4 address of the loopback interface */
    public UnansweredPort(InetAddress address, int port) throws IOException, InterruptedException {
        listener = new ServerSocket(port, 1, address);
        boolean connected = true;
        while (connected) {
            SocketChannel next = SocketChannel.open();
            next.configureBlocking(false);
            queue.add(next);
            connected = next.connect(new InetSocketAddress(listener.getInetAddress(), port()));
            for (int i = 0; i < TRIES && !connected; i++) {
                TimeUnit.MILLISECONDS.sleep(10);
                connected = next.finishConnect();
            }
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** The number of sockets that wait for an answer from this port. */
    public int callers() throws IOException {
        byte[] bytes = listener.getInetAddress().getAddress();
        String remote = String.format("%02X%02X%02X%02X:%04X", bytes[3], bytes[2], bytes[1], bytes[0], port());
        int waiting = 0;
        // Java's sockets are IPv6 sockets, with the IPv4 address at the end of theirs.
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] fields = line.strip().split("\\s+");
                waiting += fields[2].endsWith(remote) && fields[3].equals(SYN_SENT) ? 1 : 0;
            }
        }
        int own = 0;
        for (SocketChannel one : queue) {
            own += one.isConnectionPending() ? 1 : 0;
        }
        return waiting - own;
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel one : queue) {
            one.close();
        }
        listener.close();
    }
}
