package io.sshra.cluster;

import io.sshra.SshConnectionInfo;
import io.sshra.spi.ClusterLink;
import io.sshra.spi.ClusterNode;
import io.sshra.spi.ClusterRegistration;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** An adapter with sessions and nothing else, for tests with threads. */
final class PlainNode implements ClusterNode {

    /** When each began, by user and session. */
    final Map<String, Long> sessions = new ConcurrentHashMap<>();
    volatile List<SshConnectionInfo> connections = List.of();
    volatile ClusterLink link;
    volatile int nodes;

    @Override
    public ClusterRegistration connect(ClusterLink to) {
        if (link != null) {
            throw new IllegalStateException("connected already");
        }
        link = to;
        return () -> link = null;
    }

    @Override
    public boolean hasSession(String user, String session) {
        return sessions.containsKey(user + "/" + session);
    }

    @Override
    public int endSession(String user, String session, Duration ago) {
        Long begun = sessions.get(user + "/" + session);
        return begun != null && System.nanoTime() - begun >= ago.toNanos() && sessions.remove(user + "/" + session, begun) ? 1 : 0;
    }

    @Override
    public List<SshConnectionInfo> connectionsHere() {
        return connections;
    }

    @Override
    public boolean closeConnection(long number) {
        return true;
    }

    @Override
    public Duration idleTimeout() {
        return Duration.ofMinutes(15);
    }

    @Override
    public void share(int position, int newNodes) {
        nodes = newNodes;
    }
}
