package io.sshra.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A port on loopback where not even TCP gets an answer, as from a host that is off: Linux drops what comes when the queue of a
 * listener is full.
 */
public final class UnansweredPort implements AutoCloseable {

    private static final int TRIES = 30;

    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<SocketChannel> queue = new ArrayList<>();

    public UnansweredPort() throws IOException, InterruptedException {
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

    @Override
    public void close() throws IOException {
        for (SocketChannel one : queue) {
            one.close();
        }
        listener.close();
    }
}
