package io.sshra.benchmarks.scenarios;

import io.sshra.benchmarks.Peer;
import io.sshra.testing.UnansweredPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Two ports that never answer: one accepts connections and sends nothing, the other does not accept connections. */
final class DeadHosts implements AutoCloseable {

    private final ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final UnansweredPort unanswered = new UnansweredPort();

    DeadHosts() throws IOException, InterruptedException {
        // Both are listening now.
    }

    /** Tries to connect to each of them, on threads that end with the process. */
    void occupy(Peer peer) throws InterruptedException {
        for (int port : List.of(silent.getLocalPort(), unanswered.port())) {
            Thread thread = new Thread(() -> {
                try {
                    peer.connectTo(silent.getInetAddress().getHostAddress(), port);
                } catch (Exception expected) {
                    // Expected: the host is dead.
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        TimeUnit.MILLISECONDS.sleep(200);
    }

    @Override
    public void close() throws IOException {
        silent.close();
        unanswered.close();
    }
}
