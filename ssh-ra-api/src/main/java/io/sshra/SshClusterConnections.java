package io.sshra;

import java.util.List;

/**
 * The connections of all nodes of a cluster that have answered. Immutable.
 *
 * @since 1.0
 */
public final class SshClusterConnections {

    private final List<SshConnectionInfo> connections;
    private final List<String> unanswered;

    private SshClusterConnections(List<SshConnectionInfo> connections, List<String> unanswered) {
        this.connections = List.copyOf(Checks.notNull(connections, "the connections", "give an empty list for none"));
        this.unanswered = List.copyOf(Checks.notNull(unanswered, "the nodes", "give an empty list for none"));
    }

    /**
     * Also for unit tests of applications.
     *
     * @param unanswered the nodes that have not answered
     */
    public static SshClusterConnections of(List<SshConnectionInfo> connections, List<String> unanswered) {
        return new SshClusterConnections(connections, unanswered);
    }

    /** Each with its {@link SshConnectionInfo#node()}; by node and number. Never null; unmodifiable. */
    public List<SshConnectionInfo> connections() {
        return connections;
    }

    /** The nodes that have not answered in time, whose connections are missing. Never null; unmodifiable. */
    public List<String> unanswered() {
        return unanswered;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SshClusterConnections that && connections.equals(that.connections) && unanswered.equals(that.unanswered);
    }

    @Override
    public int hashCode() {
        return 31 * connections.hashCode() + unanswered.hashCode();
    }

    @Override
    public String toString() {
        return "SshClusterConnections[" + connections.size() + " connections, unanswered=" + SshText.visible(unanswered.toString()) + "]";
    }
}
