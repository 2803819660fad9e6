package io.sshra.spi;

import io.sshra.SshClusterConnections;
import io.sshra.SshSessionEnd;
import io.sshra.SshTimeoutException;
import java.util.List;

/**
 * What connects this node with the others. The adapter calls it when an application ends a session or asks for what other nodes have, and
 * never on the way of a lease, a connect or a command. Each method waits at most 2 seconds. Thread-safe.
 *
 * @since 1.0
 */
public interface ClusterLink {

    /** The name of this node. */
    String node();

    /** The names of all nodes that run the application, this one included, in alphabetical order. */
    List<String> nodes();

    /**
     * Lets all other nodes end this session, which has ended on this one.
     *
     * @param closedHere how many connections were closed on this node
     */
    SshSessionEnd sessionEnded(String user, String session, int closedHere);

    /** The connections of all nodes, this one included. */
    SshClusterConnections connections();

    /**
     * Closes a connection of another node.
     *
     * @return false if there is no such connection
     * @throws IllegalArgumentException if there is no such node
     * @throws SshTimeoutException      if the node does not answer
     */
    boolean closeConnection(String node, long number) throws SshTimeoutException;
}
