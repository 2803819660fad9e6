package io.sshra.cluster;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.wildfly.clustering.server.Group;
import org.wildfly.clustering.server.GroupMember;
import org.wildfly.clustering.server.GroupMembership;
import org.wildfly.clustering.server.GroupMembershipEvent;
import org.wildfly.clustering.server.GroupMembershipListener;
import org.wildfly.clustering.server.GroupMembershipMergeEvent;
import org.wildfly.clustering.server.dispatcher.CommandDispatcher;

/** Sends messages by a command dispatcher of WildFly, and tells the link of the changes of its group. No thread of JGroups waits here. */
final class GroupChannel<M extends GroupMember> implements Sender.Channel, GroupMembershipListener<M> {

    private final Group<M> group;
    private volatile NodeLink link;
    private volatile CommandDispatcher<M, Receiver> dispatcher;

    GroupChannel(Group<M> group) {
        this.group = group;
    }

    /** Before anything is sent. */
    void open(NodeLink to, CommandDispatcher<M, Receiver> by) {
        link = to;
        dispatcher = by;
    }

    // ---- messages ----

    @Override
    public void send(String to, byte[] message) {
        for (M member : group.getMembership().getMembers()) {
            if (member.getName().equals(to)) {
                send(member, message);
                return;
            }
        }
    }

    private void send(M member, byte[] message) {
        try {
            dispatcher.dispatchToMember(new Delivery(group.getLocalMember().getName(), message), member)
                    .whenComplete((done, failure) -> completed(member.getName(), failure));
        } catch (IOException e) {
            // The member leaves, or the network is down. The protocol sends again what has to come.
            ClusterLog.notSent(e);
        }
    }

    private void completed(String member, Throwable failure) {
        if (failure instanceof CancellationException) {
            link.refused(member);
        }
    }

    // ---- members ----

    Collection<String> members() {
        return names(group.getMembership().getMembers());
    }

    @Override
    public void updated(GroupMembershipEvent<M> event) {
        link.members(this::members, names(event.getJoiners()));
    }

    /** A node that was suspended does not know that the others had gone on without it. */
    @Override
    public void merged(GroupMembershipMergeEvent<M> event) {
        Set<M> others = new HashSet<>(event.getJoiners());
        for (GroupMembership<M> partition : event.getPartitions()) {
            if (!partition.getMembers().contains(group.getLocalMember())) {
                others.addAll(partition.getMembers());
            }
        }
        link.members(this::members, others.isEmpty() ? members() : names(others));
    }

    private static List<String> names(Collection<? extends GroupMember> members) {
        return members.stream().map(GroupMember::getName).toList();
    }
}
