package io.sshra.pool.limits;

import io.sshra.ssh.Endpoint;

/**
 * The share that this node has of a limit of the whole cluster. The shares of all nodes are together the limit: each has the limit divided by
 * the number of nodes, and as many nodes as the remainder says have one more. Which ones differs from host to host, so that not
 * always the same nodes have more, or have none of a limit that is less than the number of nodes.
 *
 * @param position the position of this node among all nodes, from 0
 * @param nodes    the number of nodes
 */
public record Share(int position, int nodes) {

    /** No other node. */
    public static final Share ALONE = new Share(0, 1);

    public Share {
        if (position < 0 || position >= nodes) {
            throw new IllegalArgumentException("there is no position " + position + " among " + nodes + " nodes");
        }
    }

    /** What this node may have of a limit for this host. */
    public int of(int limit, Endpoint endpoint) {
        // All nodes calculate the same number for a host: String.hashCode is specified.
        int first = Math.floorMod(31 * endpoint.host().hashCode() + endpoint.port(), nodes);
        int turn = (position + first) % nodes;
        return limit / nodes + (turn < limit % nodes ? 1 : 0);
    }
}
