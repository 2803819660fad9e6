package io.sshra.spi;

import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionInfo;
import java.time.Duration;
import java.util.List;

/**
 * The adapter of this server, as the module sees it that connects it with the adapters of other servers. Thread-safe. No method waits.
 *
 * @since 1.0
 */
public interface ClusterNode {

    /**
     * The adapter that this factory belongs to.
     *
     * @throws IllegalArgumentException if its adapter can't be a node of a cluster: a fake for tests, for instance
     * @throws IllegalStateException    if the adapter has stopped
     */
    static ClusterNode of(SshConnectionFactory factory) {
        if (factory.sessions().cluster() instanceof ClusterNode node) {
            return node;
        }
        throw new IllegalArgumentException("the adapter of this factory can't be a node of a cluster: give the factory of an adapter");
    }

    /**
     * Connects this adapter with the others. From now on it tells the link of the ends of sessions, and asks it for what other nodes have.
     *
     * @param link kept until the registration is closed, together with its class loader
     * @return the registration, to be closed when the application ends
     * @throws IllegalStateException if the adapter is connected already, or has stopped
     */
    ClusterRegistration connect(ClusterLink link);

    /** Whether there is a session of these names on this node. */
    boolean hasSession(String user, String session);

    /**
     * Ends a session on this node that began this long ago or earlier, as {@code SshSessions.closeSession} does. A session of the same
     * names that began later stays.
     *
     * @param ago how long ago the session ended elsewhere, at least
     * @return how many connections were closed
     */
    int endSession(String user, String session, Duration ago);

    /** The connections of all users on this node: open ones, and those that may reconnect. */
    List<SshConnectionInfo> connectionsHere();

    /**
     * Closes a connection of this node.
     *
     * @return false if there is no such connection
     */
    boolean closeConnection(long number);

    /** How long an unused connection stays open: the time for which other nodes have to remember the ends of sessions. */
    Duration idleTimeout();

    /**
     * Says how limits that belong to the whole cluster are shared. Nothing is closed if the share of this node gets smaller.
     *
     * @param position the position of this node among all nodes, from 0; no two nodes have the same one
     * @param nodes    the number of nodes
     * @throws IllegalArgumentException if there is no such position
     */
    void share(int position, int nodes);
}
