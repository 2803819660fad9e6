package io.sshra.test.servers;

import static org.awaitility.Awaitility.await;

import io.sshra.test.Ports;
import io.sshra.testing.AtOnce;
import io.sshra.testing.OpenSshServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A cluster of two nodes, which start at the same moment, and the machine that their profiles name. */
final class TwoNodes implements AutoCloseable {

    static final String FIRST = "node-1";
    static final String SECOND = "node-2";

    private final Machine machine = new Machine();
    private final WildFlyNode first;
    private final WildFlyNode second;

    /** @see WildFlyNode */
    TwoNodes(String cluster, WildFlyNode.Setup setup) throws Exception {
        int port = Ports.free(2);
        List<Integer> ports = List.of(port, port + 1);
        first = new WildFlyNode(cluster, FIRST, port, ports, setup);
        second = new WildFlyNode(cluster, SECOND, port + 1, ports, setup);
        try {
            new AtOnce().run(() -> start(first)).run(() -> start(second)).await();
        } catch (Exception | AssertionError e) {
            close();
            throw e;
        }
    }

    void start(WildFlyNode node) throws Exception {
        node.start(machine, Map.of());
    }

    WildFlyNode first() {
        return first;
    }

    WildFlyNode second() {
        return second;
    }

    OpenSshServer machine() {
        return machine.sshd();
    }

    /** Waits until a node knows these nodes and no others. */
    static void awaitNodes(WildFlyNode node, String... names) {
        await(node.name() + " knows " + String.join(" ", names)).until(() -> node.call(null, "nodes").equals(String.join(" ", names)));
    }

    /** Waits until both know each other. */
    void awaitBoth() {
        awaitNodes(first, FIRST, SECOND);
        awaitNodes(second, FIRST, SECOND);
    }

    void awaitConnections(long count) {
        await("open connections").pollInterval(Duration.ofMillis(20)).until(() -> machine().openConnections() == count);
    }

    /** Prints how long something took, for the documents. */
    static void report(String what, long since) {
        System.out.println("[cluster] " + what + ": " + Duration.ofNanos(System.nanoTime() - since).toMillis() + " ms");
    }

    @Override
    public void close() throws IOException {
        try {
            first.close();
        } finally {
            try {
                second.close();
            } finally {
                machine.close();
            }
        }
    }
}
