package io.sshra.cluster;

import io.sshra.spi.ClusterNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * The other members of the group, which of them run the application, and what share of a limit this node has by that. For one thread.
 */
final class Peers {

    /** A node that has just started counts all servers of the group as nodes for this long, unless it knows better. */
    static final long START = TimeUnit.SECONDS.toNanos(2);

    /** How long the ends that a lost node may have missed are kept for it. */
    static final long LOST = TimeUnit.HOURS.toNanos(24);

    private final String self;
    private final ClusterNode node;
    private final Moment started;
    private final Map<String, Peer> peers = new LinkedHashMap<>();
    /** Nodes that have gone without a word: they may be back with sessions that have ended meanwhile. */
    private final Map<String, Moment> lost = new HashMap<>();
    /** Read by any thread. */
    private volatile List<String> nodes;
    private List<String> shared = List.of();

    Peers(String self, ClusterNode node, Moment started) {
        this.self = self;
        this.node = node;
        this.started = started;
        this.nodes = List.of(self);
    }

    /** Null if it is no member of the group. */
    Peer find(String name) {
        return peers.get(name);
    }

    Collection<Peer> all() {
        return peers.values();
    }

    /** Those that run the application. */
    List<Peer> present() {
        return peers.values().stream().filter(Peer::isPresent).toList();
    }

    /** The names of the nodes that run the application, this one included, in alphabetical order. Any thread may call this. */
    List<String> nodes() {
        return nodes;
    }

    /**
     * The members of the group have changed.
     *
     * @param appeared members that were not in the group at some moment since the last call, even if they were before
     * @return those that have gone
     */
    List<String> changed(Collection<String> members, Collection<String> appeared, Moment now) {
        List<String> gone = new ArrayList<>();
        for (Peer peer : List.copyOf(peers.values())) {
            if (!members.contains(peer.name)) {
                peers.remove(peer.name);
                gone.add(peer.name);
                if (peer.isPresent()) {
                    lost.put(peer.name, now);
                }
            }
        }
        for (String member : members) {
            if (member.equals(self)) {
                continue;
            }
            Peer peer = peers.computeIfAbsent(member, Peer::new);
            if (appeared.contains(member)) {
                peer.appeared();
            }
        }
        share(now);
        return gone;
    }

    /** It runs the application. */
    void isPresent(Peer peer, long origin, Moment now) {
        peer.greeted = true;
        peer.isFrom(origin);
        lost.remove(peer.name);
        if (!peer.isPresent()) {
            peer.state = Peer.State.PRESENT;
            share(now);
        }
    }

    /** It does not run the application, or not any more. */
    void isAbsent(Peer peer, Moment now) {
        peer.isAbsent();
        lost.remove(peer.name);
        share(now);
    }

    /** For how long ends are kept: for the idle time-out, and longer while a node is lost or hangs that may have missed them. */
    long keeping(Moment now) {
        lost.values().removeIf(since -> since.since(now) > LOST);
        boolean missing = !lost.isEmpty() || present().stream().anyMatch(peer -> peer.silent);
        return missing ? Math.max(node.idleTimeout().toNanos(), LOST) : node.idleTimeout().toNanos();
    }

    /** The node whose ends have this origin; null if it is not there. */
    Peer withOrigin(long origin) {
        return present().stream().filter(peer -> peer.origin == origin).findFirst().orElse(null);
    }

    /** The origins of the ends of the nodes that are there. */
    Set<Long> origins() {
        Set<Long> origins = new HashSet<>();
        present().forEach(peer -> origins.add(peer.origin));
        return origins;
    }

    /** Tells the adapter its share if it has changed. */
    void share(Moment now) {
        TreeSet<String> names = names(Peer.State.PRESENT);
        nodes = List.copyOf(names);
        if (started.since(now) < START) {
            names.addAll(names(Peer.State.UNKNOWN));
        }
        if (!List.copyOf(names).equals(shared)) {
            shared = List.copyOf(names);
            node.share(shared.indexOf(self), shared.size());
        }
    }

    /** Those among which the limits are shared now. */
    List<String> sharing() {
        return shared;
    }

    private TreeSet<String> names(Peer.State state) {
        TreeSet<String> names = new TreeSet<>(Set.of(self));
        peers.values().stream().filter(peer -> peer.state == state).forEach(peer -> names.add(peer.name));
        return names;
    }
}
