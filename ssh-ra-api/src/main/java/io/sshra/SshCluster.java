package io.sshra;

import java.util.List;

/**
 * The nodes of a cluster: servers that run the same application with an adapter each, and that an application has connected
 * (module {@code ssh-ra-cluster}). Without that, and in a server that is no member of a cluster, this node is the only one.
 * Thread-safe.
 *
 * <p>Methods that ask other nodes wait for their answers, at most 2 seconds in all.
 *
 * @since 1.0
 */
public interface SshCluster {

    /** The name of this node, which is unique in the cluster. Empty if this server is in no cluster. Never null. */
    String node();

    /** The names of all nodes that run the application, this one included, in alphabetical order. Never empty; unmodifiable. */
    List<String> nodes();

    /** The connections of all users on all nodes: open ones, and those that may reconnect. Never null. */
    SshClusterConnections connections();

    /**
     * Closes a connection of a node. Its handles can't be used after that.
     *
     * @param node   one of {@link #nodes()}
     * @param number see {@link SshConnectionInfo#number()}
     * @return false if there is no such connection
     * @throws IllegalArgumentException if the node is null or not one of {@link #nodes()}
     * @throws SshTimeoutException      if the node does not answer; it may still close the connection
     */
    boolean closeConnection(String node, long number) throws SshTimeoutException;

    /**
     * Ends a session on all nodes, as {@link SshSessions#closeSession} does, and says more of the result. A node that does not answer ends it
     * when it is back, unless a session of that name has begun there after this call.
     *
     * @return never null
     * @throws IllegalArgumentException if a name is null or invalid, see {@link SshNames}
     */
    SshSessionEnd endSession(String user, String session);
}
