package io.sshra.benchmarks.scenarios;

import io.sshra.benchmarks.Peer;
import io.sshra.testing.UnansweredPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Two ports where there is no use to wait: one takes connections and says nothing, the other does not even take them. */
final class DeadHosts implements AutoCloseable {

    private final ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final UnansweredPort unanswered = new UnansweredPort();

    DeadHosts() throws IOException, InterruptedException {
        // Both listen by now.
    }

    /** Lets somebody try to connect to each of them, in vain, on threads that end with the process. */
    void occupy(Peer peer) throws InterruptedException {
        for (int port : List.of(silent.getLocalPort(), unanswered.port())) {
            Thread thread = new Thread(() -> {
                try {
                    peer.connectTo(silent.getInetAddress().getHostAddress(), port);
                } catch (Exception expected) {
                    // There is nobody.
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
