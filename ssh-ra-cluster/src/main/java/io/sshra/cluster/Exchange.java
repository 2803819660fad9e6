package io.sshra.cluster;

import io.sshra.spi.ClusterNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Makes all nodes know the same ended sessions, and ends those sessions here. For one thread.
 *
 * <p>An end is told as news to each node. What a node has missed, it asks for when it sees in the digest of another one that something is
 * lacking. A session here is ended by an end only once, and only if it began before that: see {@link #end}.
 */
final class Exchange {

    /** An answer that took longer does not say exactly enough when a session ended: it is asked for again, twice. */
    static final long EXACT = TimeUnit.SECONDS.toNanos(2);
    private static final int LATE_ANSWERS = 2;

    /** After this time, what was asked of one node may be asked of another. */
    static final long PULL_TIME = TimeUnit.MILLISECONDS.toNanos(500);
    /** After this time, no answer is expected any more. */
    private static final long FORGET_PULL = TimeUnit.SECONDS.toNanos(60);
    /** A session of the name of a new end waits this long for the exact age of the end. */
    static final long ASK_TIME = TimeUnit.SECONDS.toNanos(1);

    /** The ends in one message. */
    static final int MOST_IN_ONE_MESSAGE = 5_000;
    /** The news that are sent again at a time. The digest has the others. */
    private static final int MOST_NEWS_AGAIN = 10;
    /** The ends that are kept. */
    static final int MOST_KEPT = 200_000;

    /** Ends that were asked for. */
    private static final class Pull {

        private final Peer from;
        private final Map<Long, Long> after;
        private final Moment asked;
        /** Whether others may be asked for the same. */
        private boolean overdue;

        Pull(Peer from, Map<Long, Long> after, Moment asked) {
            this.from = from;
            this.after = after;
            this.asked = asked;
        }
    }

    /** The exact age of an end that was asked for, because there is a session of that name here. */
    private record Ask(String from, Message.End end, Moment asked) {
    }

    private final ClusterNode node;
    private final Peers peers;
    private final Surroundings around;
    private final long self;
    private final EndedSessions ended = new EndedSessions();
    private final Map<Long, Pull> pulls = new HashMap<>();
    private final Map<Long, Ask> asks = new HashMap<>();
    /** By node, the newest digest that may have something that is being asked of another one. */
    private final Map<String, Map<Long, Long>> offers = new LinkedHashMap<>();
    private long requests;
    private long numbers;

    /** @param self the origin of the ends of this node */
    Exchange(ClusterNode node, Peers peers, Surroundings around, long self) {
        this.node = node;
        this.peers = peers;
        this.around = around;
        this.self = self;
    }

    /** The ends that are kept. */
    EndedSessions ended() {
        return ended;
    }

    // ---- news ----

    /** A session has ended here. Tells all nodes, and returns the number of the end. */
    long endedHere(String user, String session) {
        Moment now = around.now();
        long number = ++numbers;
        ended.add(self, number, user, session, now);
        for (Peer peer : peers.present()) {
            if (peer.confirmed() == number - 1) {
                peer.told(now);
            }
            around.send(peer.name, new Message.News(new Message.End(self, number, user, session, 0)));
        }
        around.tickAfter(Peer.FIRST_RETRY);
        return number;
    }

    void news(Peer from, Message.End end) {
        Moment now = around.now();
        boolean unknown = ended.add(end.origin(), end.number(), end.user(), end.session(), now.before(end.age()));
        if (unknown && node.hasSession(end.user(), end.session())) {
            ask(from, end, now);
        } else {
            around.send(from.name, new Message.Done(end.number(), 0));
        }
    }

    /** Asks the origin of an end how long ago exactly it was, because there is a session here that it may end. */
    private void ask(Peer origin, Message.End end, Moment now) {
        long request = ++requests;
        asks.put(request, new Ask(origin.name, end, now));
        around.send(origin.name, new Message.Ask(request, end.number()));
        around.tickAfter(ASK_TIME);
    }

    void asked(Peer from, Message.Ask ask) {
        Moment now = around.now();
        Message.End end = ended.end(self, ask.number(), now);
        around.send(from.name, new Message.Ends(ask.request(), end == null ? List.of() : List.of(end), Map.of(), false));
    }

    private void answered(Ask ask, Moment now) {
        Message.End end = ask.end();
        int closed = end(end, ended.age(end.origin(), end.number(), now));
        around.send(ask.from(), new Message.Done(end.number(), closed));
    }

    /**
     * Ends the session here, unless it began after the end. That is decided by two ages, each of one machine's own clocks: how long ago the
     * session began, or longer; and how long ago the end was, or less. So a session that began before is always ended. A
     * session that began after the end is ended too if it began while the message of the end was under way.
     */
    private int end(Message.End end, long age) {
        return node.endSession(end.user(), end.session(), Duration.ofNanos(age));
    }

    // ---- digests ----

    /** Sends a digest of what is known here. */
    void greet(Peer peer, boolean answer) {
        around.send(peer.name, new Message.Digest(self, answer, ended.known(members())));
    }

    /** Sends a digest, and again the news that it has not confirmed. It answers both. */
    void contact(Peer peer, Moment now) {
        greet(peer, true);
        unconfirmed(peer).limit(MOST_NEWS_AGAIN).map(number -> ended.end(self, number, now)).filter(Objects::nonNull)
                .forEach(end -> around.send(peer.name, new Message.News(end)));
        around.tickAfter(peer.contacted(now));
    }

    /** Whether it has not confirmed an end of this node. */
    boolean lacks(Peer peer) {
        return unconfirmed(peer).findFirst().isPresent();
    }

    private Stream<Long> unconfirmed(Peer peer) {
        return ended.keptAfter(self, peer.confirmed()).stream().filter(number -> !peer.hasConfirmed(number));
    }

    /** The origins of the nodes that are there. */
    private Set<Long> members() {
        Set<Long> members = peers.origins();
        members.add(self);
        return members;
    }

    void digest(Peer from, Message.Digest digest) {
        from.confirmsUpTo(digest.known().getOrDefault(self, 0L));
        if (digest.answer()) {
            greet(from, false);
        }
        offers.put(from.name, digest.known());
        pull();
    }

    /** Asks for what is lacking here, of one node at a time for each origin. */
    private void pull() {
        Moment now = around.now();
        Set<Long> asked = new HashSet<>();
        pulls.values().stream().filter(pull -> !pull.overdue).forEach(pull -> asked.addAll(pull.after.keySet()));
        for (Iterator<Map.Entry<String, Map<Long, Long>>> each = offers.entrySet().iterator(); each.hasNext();) {
            Map.Entry<String, Map<Long, Long>> offer = each.next();
            Peer peer = peers.find(offer.getKey());
            Map<Long, Long> after = peer == null ? Map.of() : ended.lacking(offer.getValue());
            if (after.isEmpty()) {
                each.remove();
            } else if (after.keySet().stream().noneMatch(asked::contains)) {
                each.remove();
                pull(peer, after, now);
                asked.addAll(after.keySet());
            }
        }
    }

    private void pull(Peer peer, Map<Long, Long> after, Moment now) {
        long request = ++requests;
        pulls.put(request, new Pull(peer, after, now));
        around.send(peer.name, new Message.Pull(request, after));
        around.tickAfter(PULL_TIME);
    }

    void pulled(Peer from, Message.Pull pull) {
        around.send(from.name, ended.missing(pull.request(), pull.after(), MOST_IN_ONE_MESSAGE, around.now()));
    }

    void ends(Message.Ends ends) {
        Moment now = around.now();
        Ask ask = asks.remove(ends.request());
        if (ask != null) {
            ends.ends().forEach(end -> ended.add(end.origin(), end.number(), end.user(), end.session(), now.before(end.age())));
            answered(ask, now);
            return;
        }
        Pull pull = pulls.remove(ends.request());
        if (pull == null) {
            return;
        }
        if (pull.asked.since(now) > EXACT && pull.from.lateAnswers < LATE_ANSWERS) {
            pull.from.lateAnswers++;
            pull(pull.from, advanced(pull.after), now);
            return;
        }
        pull.from.lateAnswers = 0;
        for (Message.End end : ends.ends()) {
            if (ended.add(end.origin(), end.number(), end.user(), end.session(), now.before(end.age()))
                    && node.hasSession(end.user(), end.session())) {
                Peer origin = peers.withOrigin(end.origin());
                if (origin == null || origin == pull.from) {
                    end(end, end.age());
                } else {
                    ask(origin, end, now);
                }
            }
        }
        ended.learned(ends.known());
        if (ends.more()) {
            pull(pull.from, advanced(pull.after), now);
        }
        pull();
    }

    private Map<Long, Long> advanced(Map<Long, Long> after) {
        Map<Long, Long> next = new HashMap<>(after);
        next.replaceAll((origin, number) -> Math.max(number, ended.known(origin)));
        return next;
    }

    // ---- time ----

    void tick(Moment now) {
        for (Map.Entry<Long, Ask> late : new HashMap<>(asks).entrySet()) {
            if (late.getValue().asked().since(now) >= ASK_TIME) {
                asks.remove(late.getKey());
                answered(late.getValue(), now);
            }
        }
        boolean again = false;
        for (Pull pull : pulls.values()) {
            if (!pull.overdue && pull.asked.since(now) >= PULL_TIME) {
                pull.overdue = true;
                pull.from.greeted = false;
                again = true;
            }
        }
        pulls.values().removeIf(pull -> pull.asked.since(now) >= FORGET_PULL);
        if (again) {
            pull();
        }
    }

    /** Forgets what nobody can need. */
    void forget(Moment now) {
        ended.forget(now, peers.keeping(now), MOST_KEPT, members());
    }
}
