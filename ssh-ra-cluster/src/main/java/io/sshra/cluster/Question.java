package io.sshra.cluster;

import io.sshra.SshConnectionInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A question to other nodes: it waits until each has answered or left, or until its time is up, and is settled once. For one thread.
 */
final class Question {

    private final Moment asked;
    private final Set<String> waiting;
    private final Set<String> unanswered;
    private final Consumer<Question> whenSettled;
    private boolean settled;
    private int closed;
    private final List<SshConnectionInfo> connections = new ArrayList<>();

    /**
     * @param waiting    the nodes that it waits for
     * @param unanswered those that it does not wait for
     */
    Question(Moment asked, Collection<String> waiting, Collection<String> unanswered, Consumer<Question> whenSettled) {
        this.asked = asked;
        this.waiting = new TreeSet<>(waiting);
        this.unanswered = new TreeSet<>(unanswered);
        this.whenSettled = whenSettled;
    }

    /** The number of closed connections in all answers. */
    int closed() {
        return closed;
    }

    /** The connections in all answers. */
    List<SshConnectionInfo> connections() {
        return connections;
    }

    /** The nodes that have not answered, in alphabetical order. */
    List<String> unanswered() {
        return List.copyOf(unanswered);
    }

    Set<String> waiting() {
        return waiting;
    }

    void answered(String node, int closedThere, List<SshConnectionInfo> there) {
        // One that nobody waited for counts, too, if it comes in time.
        boolean counts = !settled && (waiting.remove(node) || unanswered.remove(node));
        if (counts) {
            closed += closedThere;
            connections.addAll(there);
            settleIfComplete();
        }
    }

    /** This node has left: it will not answer. */
    void left(String node) {
        if (waiting.remove(node)) {
            unanswered.add(node);
            settleIfComplete();
        }
    }

    boolean isOverdue(Moment now, long nanos) {
        return asked.since(now) >= nanos;
    }

    /** Its time is up. */
    void giveUp() {
        unanswered.addAll(waiting);
        waiting.clear();
        settleIfComplete();
    }

    void settleIfComplete() {
        if (waiting.isEmpty() && !settled) {
            settled = true;
            whenSettled.accept(this);
        }
    }

    boolean isSettled() {
        return settled;
    }
}
