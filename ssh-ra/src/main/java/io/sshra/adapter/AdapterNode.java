package io.sshra.adapter;

import io.sshra.SshCluster;
import io.sshra.SshClusterConnections;
import io.sshra.SshConnectionInfo;
import io.sshra.SshNames;
import io.sshra.SshSessionEnd;
import io.sshra.SshTimeoutException;
import io.sshra.pool.Pool;
import io.sshra.pool.PoolNode;
import io.sshra.spi.ClusterLink;
import io.sshra.spi.ClusterNode;
import io.sshra.spi.ClusterRegistration;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The adapter of this server among others: for applications, and for the module that connects it. It is ALONE, then CONNECTED by one link
 * at a time, then STOPPED. The moves are compare-and-sets, so whoever disconnects the link also gives the shares back.
 *
 * <pre>
 *     ALONE ──connect──▶ CONNECTED ──close of the registration──▶ ALONE
 *       └───────────────────┴──stop of the adapter──▶ STOPPED
 * </pre>
 */
final class AdapterNode implements SshCluster, ClusterNode {

    /** Compared by identity. */
    private static final class State {

        /** Null unless it is connected. */
        private final ClusterLink link;

        State(ClusterLink link) {
            this.link = link;
        }
    }

    private static final State ALONE = new State(null);
    private static final State STOPPED = new State(null);

    private final Pool sessions;
    private final PoolNode pool;
    private final AtomicReference<State> state = new AtomicReference<>(ALONE);

    AdapterNode(Pool sessions) {
        this.sessions = sessions;
        this.pool = sessions.node();
    }

    // ---- connecting ----

    @Override
    public ClusterRegistration connect(ClusterLink link) {
        State connected = new State(link);
        if (!state.compareAndSet(ALONE, connected)) {
            throw new IllegalStateException(state.get() == STOPPED ? "The adapter has stopped"
                    : "An application has connected this adapter with other nodes already: let one application do so");
        }
        return () -> {
            if (state.compareAndSet(connected, ALONE)) {
                pool.share(0, 1);
            }
        };
    }

    /** The adapter stops: it forgets the link. */
    void stop() {
        state.set(STOPPED);
    }

    private ClusterLink link() {
        return state.get().link;
    }

    // ---- for applications ----

    @Override
    public String node() {
        ClusterLink link = link();
        return link == null ? "" : link.node();
    }

    @Override
    public List<String> nodes() {
        ClusterLink link = link();
        return link == null ? List.of("") : link.nodes();
    }

    @Override
    public SshClusterConnections connections() {
        ClusterLink link = link();
        return link == null ? SshClusterConnections.of(pool.connections(), List.of()) : link.connections();
    }

    @Override
    public boolean closeConnection(String node, long number) throws SshTimeoutException {
        if (node().equals(node)) {
            return pool.close(number);
        }
        ClusterLink link = link();
        if (link == null || node == null) {
            throw new IllegalArgumentException("there is no such node: give one of nodes()");
        }
        return link.closeConnection(node, number);
    }

    @Override
    public SshSessionEnd endSession(String user, String session) {
        int here = sessions.closeSession(user, session);
        ClusterLink link = link();
        return link == null ? SshSessionEnd.of(here, 0, List.of()) : link.sessionEnded(user, session, here);
    }

    // ---- for the other nodes ----

    @Override
    public boolean hasSession(String user, String session) {
        return pool.hasSession(SshNames.user(user), SshNames.session(session));
    }

    @Override
    public int endSession(String user, String session, Duration ago) {
        return pool.endSession(SshNames.user(user), SshNames.session(session), ago);
    }

    @Override
    public List<SshConnectionInfo> connectionsHere() {
        return pool.connections();
    }

    @Override
    public boolean closeConnection(long number) {
        return pool.close(number);
    }

    @Override
    public Duration idleTimeout() {
        return pool.idleTimeout();
    }

    @Override
    public void share(int position, int nodes) {
        pool.share(position, nodes);
    }
}
