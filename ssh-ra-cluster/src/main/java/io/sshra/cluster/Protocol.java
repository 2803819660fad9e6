package io.sshra.cluster;

import io.sshra.SshClusterConnections;
import io.sshra.SshConnectionInfo;
import io.sshra.SshErrorCode;
import io.sshra.SshSessionEnd;
import io.sshra.SshText;
import io.sshra.SshTimeoutException;
import io.sshra.spi.ClusterNode;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What one node of a cluster does: it answers the messages of the others, and asks them for applications here. It knows no group service,
 * no thread and no clock but those of its {@link Surroundings}, so a test runs a whole cluster on one thread. For one thread,
 * except {@link #nodes()}.
 */
final class Protocol {

    /** For other nodes to answer. The caller waits for 2 seconds. */
    static final long ANSWER_TIME = TimeUnit.MILLISECONDS.toNanos(1_800);

    /** Each node sends one other node, each in turn, a digest of what it knows in this time. */
    static final long ROUND = TimeUnit.SECONDS.toNanos(10);

    private final String self;
    private final ClusterNode node;
    private final Surroundings around;
    private final Peers peers;
    private final Exchange exchange;
    private final long answerTime;
    /** By the number of the end. */
    private final Map<Long, Question> ends = new HashMap<>();
    /** By the number of the request. */
    private final Map<Long, Question> questions = new HashMap<>();
    private long requests;
    private Moment lastRound;
    private int round;

    /**
     * @param origin     tells this start of this node from all others
     * @param answerTime how many nanoseconds other nodes have to answer
     */
    Protocol(String self, long origin, ClusterNode node, Surroundings around, long answerTime) {
        this.answerTime = answerTime;
        this.self = self;
        this.node = node;
        this.around = around;
        this.lastRound = around.now();
        this.peers = new Peers(self, node, lastRound);
        this.exchange = new Exchange(node, peers, around, origin);
    }

    /** Begins. */
    void start() {
        around.tickAfter(ROUND);
        around.tickAfter(Peers.START);
    }

    /** The names of the nodes that run the application, this one included. Any thread may call this. */
    List<String> nodes() {
        return peers.nodes();
    }

    /** The ended sessions that this node knows. */
    EndedSessions ended() {
        return exchange.ended();
    }

    /** The nodes among which limits are shared, as this one sees it. */
    List<String> sharing() {
        return peers.sharing();
    }

    // ---- the group ----

    /**
     * The members of the group have changed.
     *
     * @param members  all, this node included
     * @param appeared those that were not in the group at some moment since the last call, even if they were before
     */
    void members(Collection<String> members, Collection<String> appeared) {
        peers.changed(members, appeared, around.now()).forEach(this::left);
        contact(around.now());
    }

    /**
     * That member has refused a message, because it does not run the application. It may have been started meanwhile, and have told so: then it
     * is asked once more.
     */
    void refused(String name) {
        Peer peer = peers.find(name);
        if (peer != null && peer.isAbsentAfterRefusal()) {
            absent(peer);
        } else {
            contact(around.now());
        }
    }

    private void absent(Peer peer) {
        peers.isAbsent(peer, around.now());
        left(peer.name);
    }

    private void left(String name) {
        ends.values().forEach(question -> question.left(name));
        questions.values().forEach(question -> question.left(name));
    }

    /** This node stops running the application. */
    void leave() {
        peers.present().forEach(peer -> around.send(peer.name, new Message.Bye()));
    }

    private void contact(Moment now) {
        peers.all().forEach(peer -> contact(peer, now));
    }

    private void contact(Peer peer, Moment now) {
        if (peer.wantsContact(now, peer.isPresent() && exchange.lacks(peer))) {
            exchange.contact(peer, now);
        }
    }

    // ---- messages ----

    void received(String name, Message message) {
        Peer from = peers.find(name);
        if (from == null) {
            // It is not in the group yet, or not any more. It sends its digest again.
            return;
        }
        from.heard();
        handle(from, message);
        contact(from, around.now());
    }

    private void handle(Peer from, Message message) {
        String name = from.name;
        if (message instanceof Message.Digest digest) {
            peers.isPresent(from, digest.origin(), around.now());
            exchange.digest(from, digest);
        } else if (message instanceof Message.Bye) {
            absent(from);
        } else if (message instanceof Message.News news) {
            exchange.news(from, news.end());
        } else if (message instanceof Message.Pull pull) {
            exchange.pulled(from, pull);
        } else if (message instanceof Message.Ask ask) {
            exchange.asked(from, ask);
        } else if (message instanceof Message.Ends told) {
            exchange.ends(told);
        } else if (message instanceof Message.Done done) {
            from.confirms(done.number());
            answered(ends.get(done.number()), name, done.closed(), List.of());
        } else if (message instanceof Message.View view) {
            around.aside(() -> around.send(name, new Message.Connections(view.request(), node.connectionsHere())));
        } else if (message instanceof Message.Connections connections) {
            answered(questions.get(connections.request()), name, 0,
                    connections.connections().stream().map(info -> info.toBuilder().node(name).build()).toList());
        } else if (message instanceof Message.Close close) {
            around.send(name, new Message.Closed(close.request(), node.closeConnection(close.number())));
        } else if (message instanceof Message.Closed closed) {
            answered(questions.get(closed.request()), name, closed.closed() ? 1 : 0, List.of());
        }
    }

    private static void answered(Question question, String from, int closed, List<SshConnectionInfo> connections) {
        if (question != null) {
            question.answered(from, closed, connections);
        }
    }

    // ---- questions of applications ----

    /** A session has ended on this node: lets the others end it. */
    void endSession(String user, String session, int closedHere, CompletableFuture<SshSessionEnd> answer) {
        long number = exchange.endedHere(user, session);
        ask(ends, number, settled -> answer.complete(SshSessionEnd.of(closedHere, settled.closed(), settled.unanswered())));
    }

    /** The connections of the other nodes. */
    void connections(CompletableFuture<SshClusterConnections> answer) {
        long request = ++requests;
        peers.present().forEach(peer -> around.send(peer.name, new Message.View(request)));
        ask(questions, request, settled -> answer.complete(SshClusterConnections.of(settled.connections(), settled.unanswered())));
    }

    /** Nodes that have not answered the last time are told and not waited for. */
    private void ask(Map<Long, Question> asked, long number, Consumer<Question> whenSettled) {
        Map<Boolean, List<String>> silent = peers.present().stream()
                .collect(Collectors.partitioningBy(peer -> peer.silent, Collectors.mapping(peer -> peer.name, Collectors.toList())));
        Question question = new Question(around.now(), silent.get(false), silent.get(true), whenSettled);
        asked.put(number, question);
        question.settleIfComplete();
        around.tickAfter(answerTime);
    }

    /** Closes a connection of another node. */
    void close(String name, long number, CompletableFuture<Boolean> answer) {
        Peer peer = peers.find(name);
        if (peer == null || !peer.isPresent()) {
            answer.completeExceptionally(new IllegalArgumentException("there is no such node: give one of nodes()"));
            return;
        }
        long request = ++requests;
        questions.put(request, new Question(around.now(), List.of(name), List.of(), settled -> {
            if (settled.unanswered().isEmpty()) {
                answer.complete(settled.closed() > 0);
            } else {
                answer.completeExceptionally(new SshTimeoutException(SshErrorCode.TIMEOUT, "node " + SshText.visible(name) + " does not answer"));
            }
        }));
        around.send(name, new Message.Close(request, number));
        around.tickAfter(answerTime);
    }

    // ---- time ----

    /** Does what is due. It may be called at any time. */
    void tick() {
        Moment now = around.now();
        exchange.tick(now);
        giveUp(ends, now);
        giveUp(questions, now);
        peers.share(now);
        contact(now);
        if (lastRound.since(now) >= ROUND) {
            lastRound = now;
            List<Peer> present = peers.present();
            if (!present.isEmpty()) {
                exchange.greet(present.get(round++ % present.size()), true);
            }
            exchange.forget(now);
            around.tickAfter(ROUND);
        }
    }

    private void giveUp(Map<Long, Question> asked, Moment now) {
        for (Question question : List.copyOf(asked.values())) {
            if (question.isOverdue(now, answerTime)) {
                question.waiting().stream().map(peers::find).filter(Objects::nonNull).forEach(peer -> peer.silent = true);
                question.giveUp();
            }
        }
        asked.values().removeIf(Question::isSettled);
    }
}
