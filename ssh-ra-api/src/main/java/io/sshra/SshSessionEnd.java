package io.sshra;

import java.util.List;

/**
 * How a session ended on the nodes of a cluster. Immutable.
 *
 * @since 1.0
 */
public final class SshSessionEnd {

    private final int closedHere;
    private final int closedElsewhere;
    private final List<String> unanswered;

    private SshSessionEnd(int closedHere, int closedElsewhere, List<String> unanswered) {
        this.closedHere = closedHere;
        this.closedElsewhere = closedElsewhere;
        this.unanswered = List.copyOf(Checks.notNull(unanswered, "the nodes", "give an empty list for none"));
    }

    /**
     * Also for unit tests of applications.
     *
     * @param unanswered the nodes that have not answered
     */
    public static SshSessionEnd of(int closedHere, int closedElsewhere, List<String> unanswered) {
        return new SshSessionEnd(closedHere, closedElsewhere, unanswered);
    }

    /** The number of connections that were closed on this node. */
    public int closedHere() {
        return closedHere;
    }

    /** The number of connections that the other nodes have closed, as far as they have answered. */
    public int closedElsewhere() {
        return closedElsewhere;
    }

    /** All of them. */
    public int closed() {
        return closedHere + closedElsewhere;
    }

    /** The nodes that have not answered in time. They end the session when they are back. Never null; unmodifiable. */
    public List<String> unanswered() {
        return unanswered;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SshSessionEnd that && closedHere == that.closedHere && closedElsewhere == that.closedElsewhere
                && unanswered.equals(that.unanswered);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * closedHere + closedElsewhere) + unanswered.hashCode();
    }

    @Override
    public String toString() {
        return "SshSessionEnd[closedHere=" + closedHere + ", closedElsewhere=" + closedElsewhere + ", unanswered="
                + SshText.visible(unanswered.toString()) + "]";
    }
}
