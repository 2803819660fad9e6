package io.sshra.cluster;

import io.sshra.SshClusterConnections;
import io.sshra.SshConnectionInfo;
import io.sshra.SshErrorCode;
import io.sshra.SshSessionEnd;
import io.sshra.SshTimeoutException;
import io.sshra.spi.ClusterLink;
import io.sshra.spi.ClusterNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A {@link Protocol} on threads of its own: one runs it, others send. Any thread may call any method. Only the methods of
 * {@link ClusterLink} wait, and none of them for more than 2 seconds.
 */
final class NodeLink implements ClusterLink, Surroundings, AutoCloseable {

    /** How much longer than other nodes have to answer a caller waits: for the protocol's thread. */
    private static final long FOR_THE_THREAD = TimeUnit.MILLISECONDS.toNanos(200);

    /** The messages that wait for the protocol's thread. Further ones are lost, as a channel may lose them. */
    private static final int MOST_RECEIVED = 10_000;

    private final String self;
    private final ClusterNode node;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, new NodeThreads("ssh-ra-cluster"));
    private final ExecutorService others = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(),
            new NodeThreads("ssh-ra-cluster-send"));
    private final Sender sender;
    private final Protocol protocol;
    private final AtomicInteger received = new AtomicInteger();
    private final long callerWaits;
    // Used by the protocol's thread only.
    private List<String> known = List.of();
    private final Set<String> notUnderstood = new HashSet<>();

    NodeLink(String self, ClusterNode node, Sender.Channel channel) {
        this(self, node, channel, Protocol.ANSWER_TIME);
    }

    /** @param answerTime how many nanoseconds other nodes have to answer */
    NodeLink(String self, ClusterNode node, Sender.Channel channel, long answerTime) {
        this.self = self;
        this.node = node;
        this.sender = new Sender(channel, others);
        this.callerWaits = answerTime + FOR_THE_THREAD;
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.protocol = new Protocol(self, ThreadLocalRandom.current().nextLong(), node, this, answerTime);
    }

    // ---- for the channel ----

    /** Begins, as a member of the group. */
    void start() {
        run(protocol::start);
    }

    /**
     * The members of the group have changed. They are read later, so that the newest ones count if several threads say so.
     *
     * @param appeared see {@link Protocol#members}
     */
    void members(Supplier<Collection<String>> members, Collection<String> appeared) {
        run(() -> {
            Collection<String> now = members.get();
            sender.retain(now);
            protocol.members(now, appeared);
        });
    }

    /** That member has refused a message, because it does not run the application. */
    void refused(String member) {
        run(() -> protocol.refused(member));
    }

    /** A message has come. */
    void received(String from, byte[] bytes) {
        if (received.incrementAndGet() > MOST_RECEIVED) {
            received.decrementAndGet();
            return;
        }
        run(() -> {
            received.decrementAndGet();
            Message message = decoded(from, bytes);
            if (message != null) {
                protocol.received(from, message);
            }
        });
    }

    /** Null if it is none: then the first time is in the log. */
    private Message decoded(String from, byte[] bytes) {
        try {
            return Codec.decode(bytes);
        } catch (IllegalArgumentException e) {
            if (notUnderstood.add(from)) {
                ClusterLog.notUnderstood(from, e.getMessage());
            }
            return null;
        }
    }

    /** Never waits. Returns false if this node is leaving. */
    private boolean run(Runnable task) {
        try {
            thread.execute(() -> step(task));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** On the protocol's thread. */
    private void step(Runnable task) {
        runNow(task);
        List<String> nodes = protocol.nodes();
        if (!nodes.equals(known)) {
            known = nodes;
            ClusterLog.nodes(nodes);
        }
    }

    private static void runNow(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            ClusterLog.failed(e);
        }
    }

    // ---- for the protocol ----

    @Override
    public Moment now() {
        return Moment.now();
    }

    @Override
    public void send(String to, Message message) {
        sender.send(to, message);
    }

    @Override
    public void tickAfter(long nanos) {
        try {
            thread.schedule(() -> step(() -> protocol.tick()), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The node leaves.
        }
    }

    @Override
    public void aside(Runnable work) {
        try {
            others.execute(() -> runNow(work));
        } catch (RejectedExecutionException e) {
            // The node leaves.
        }
    }

    // ---- for the adapter ----

    @Override
    public String node() {
        return self;
    }

    @Override
    public List<String> nodes() {
        return protocol.nodes();
    }

    @Override
    public SshSessionEnd sessionEnded(String user, String session, int closedHere) {
        CompletableFuture<SshSessionEnd> answer = ask(settled -> protocol.endSession(user, session, closedHere, settled));
        try {
            SshSessionEnd end = await(answer);
            return end == null ? SshSessionEnd.of(closedHere, 0, otherNodes()) : end;
        } catch (ExecutionException e) {
            throw new IllegalStateException("The other nodes could not be told", e.getCause());
        }
    }

    @Override
    public SshClusterConnections connections() {
        CompletableFuture<SshClusterConnections> answer = ask(protocol::connections);
        List<SshConnectionInfo> all = new ArrayList<>();
        node.connectionsHere().forEach(info -> all.add(info.toBuilder().node(self).build()));
        try {
            SshClusterConnections elsewhere = await(answer);
            if (elsewhere == null) {
                return SshClusterConnections.of(all, otherNodes());
            }
            all.addAll(elsewhere.connections());
            all.sort(Comparator.comparing(SshConnectionInfo::node).thenComparing(SshConnectionInfo::number));
            return SshClusterConnections.of(all, elsewhere.unanswered());
        } catch (ExecutionException e) {
            throw new IllegalStateException("The other nodes could not be asked", e.getCause());
        }
    }

    @Override
    public boolean closeConnection(String name, long number) throws SshTimeoutException {
        CompletableFuture<Boolean> answer = ask(settled -> protocol.close(name, number, settled));
        try {
            Boolean closed = await(answer);
            if (closed == null) {
                throw new SshTimeoutException(SshErrorCode.TIMEOUT, "the answer of another node has not come in time");
            }
            return closed;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SshTimeoutException silent) {
                throw silent;
            }
            throw new IllegalArgumentException(e.getCause().getMessage(), e.getCause());
        }
    }

    /** The answer is null at once if this node is leaving. */
    private <T> CompletableFuture<T> ask(Consumer<CompletableFuture<T>> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (!run(() -> question.accept(answer))) {
            answer.complete(null);
        }
        return answer;
    }

    private List<String> otherNodes() {
        return nodes().stream().filter(name -> !name.equals(self)).toList();
    }

    /** Null if there is no answer in time, or if the caller was interrupted. */
    private <T> T await(CompletableFuture<T> answer) throws ExecutionException {
        try {
            return answer.get(callerWaits, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Says goodbye to the others. */
    void leave() {
        run(protocol::leave);
    }

    /** Ends its threads. What was to be sent is sent, if that does not take long. */
    @Override
    public void close() {
        thread.shutdown();
        awaitEnd(thread);
        others.shutdown();
        awaitEnd(others);
    }

    /** Whether a thread of it runs. */
    boolean hasThreads() {
        return !thread.isTerminated() || !others.isTerminated();
    }

    private static void awaitEnd(ExecutorService threads) {
        boolean ended = false;
        try {
            ended = threads.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            threads.shutdownNow();
        }
    }
}
