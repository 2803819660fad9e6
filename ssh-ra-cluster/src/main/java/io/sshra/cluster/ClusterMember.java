package io.sshra.cluster;

import io.sshra.SshConnectionFactory;
import io.sshra.spi.ClusterNode;
import io.sshra.spi.ClusterRegistration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.wildfly.clustering.server.Group;
import org.wildfly.clustering.server.GroupMember;
import org.wildfly.clustering.server.dispatcher.CommandDispatcher;
import org.wildfly.clustering.server.dispatcher.CommandDispatcherFactory;

/**
 * Makes the adapter of this server a node of the cluster that the server is in. An application has one, from its start to its end:
 *
 * <pre>
 *     &#64;Singleton
 *     &#64;Startup
 *     public class Cluster {
 *
 *         &#64;Resource(lookup = "java:/eis/ssh")
 *         private SshConnectionFactory ssh;
 *         private ClusterMember member;
 *
 *         &#64;PostConstruct
 *         void join() {
 *             member = ClusterMember.join(ssh);
 *         }
 *
 *         &#64;PreDestroy
 *         void leave() {
 *             member.close();
 *         }
 *     }
 * </pre>
 *
 * <p>In a server without a cluster, it is a cluster of one, and everything is as without it. Thread-safe.
 *
 * @since 1.0
 */
public final class ClusterMember implements AutoCloseable {

    /** Where WildFly has the group that it is in. */
    private static final String DISPATCHERS = "java:jboss/clustering/server/command-dispatcher-factory/default";

    private static final String NAME = "io.sshra.cluster";

    /** What undoes the joining, the latest first. Null once somebody closes it. */
    private final AtomicReference<Deque<AutoCloseable>> steps = new AtomicReference<>();

    private ClusterMember() {
    }

    /**
     * Joins the group that WildFly calls the default one.
     *
     * @param factory any factory of the adapter
     * @return to be closed when the application ends
     * @throws IllegalStateException    if the server has no such group, if another application has done this for the adapter, or for
     *                                  another adapter of this server: see {@link #join(SshConnectionFactory, CommandDispatcherFactory, String)}
     * @throws IllegalArgumentException if the factory is a fake
     */
    public static ClusterMember join(SshConnectionFactory factory) {
        try {
            return join(factory, (CommandDispatcherFactory<?>) new InitialContext().lookup(DISPATCHERS), "");
        } catch (NamingException e) {
            throw new IllegalStateException("This server has no " + DISPATCHERS + ": use a configuration with the subsystem infinispan", e);
        }
    }

    /**
     * Joins another group, or as one of several adapters of a server.
     *
     * @param factory     any factory of the adapter
     * @param dispatchers of the group
     * @param adapter     tells the adapters of a server apart; the same on all nodes
     * @return to be closed when the application ends
     * @throws IllegalStateException    if another application has done this for the adapter, or another adapter of this server has that name
     * @throws IllegalArgumentException if the factory is a fake
     */
    public static <M extends GroupMember> ClusterMember join(SshConnectionFactory factory, CommandDispatcherFactory<M> dispatchers, String adapter) {
        ClusterMember joined = new ClusterMember();
        Deque<AutoCloseable> steps = new ArrayDeque<>();
        joined.steps.set(steps);
        try {
            joinAs(ClusterNode.of(factory), dispatchers, adapter.isEmpty() ? NAME : NAME + "/" + adapter, steps);
            return joined;
        } catch (RuntimeException | Error e) {
            joined.close();
            throw e;
        }
    }

    private static <M extends GroupMember> void joinAs(ClusterNode node, CommandDispatcherFactory<M> dispatchers, String name,
            Deque<AutoCloseable> steps) {
        Group<M> group = dispatchers.getGroup();
        GroupChannel<M> channel = new GroupChannel<>(group);
        NodeLink link = new NodeLink(group.getLocalMember().getName(), node, channel);
        Receiver receiver = link::received;
        CommandDispatcher<M, Receiver> dispatcher = dispatcher(dispatchers, name, receiver);
        steps.push(dispatcher::close);
        steps.push(link);
        channel.open(link, dispatcher);
        steps.push(group.register(channel)::close);
        ClusterRegistration registration = node.connect(link);
        steps.push(link::leave);
        steps.push(registration);
        link.start();
        link.members(channel::members, List.of());
    }

    private static <M extends GroupMember> CommandDispatcher<M, Receiver> dispatcher(CommandDispatcherFactory<M> dispatchers, String name,
            Receiver receiver) {
        try {
            return dispatchers.createCommandDispatcher(name, receiver, ClusterMember.class.getClassLoader());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("An application of this server has joined as " + name
                    + " already: let one application do so, or give each adapter its name", e);
        }
    }

    /** Leaves the cluster: the adapter is alone again. Waits for its goodbyes, 2 seconds at most. Closing it again is a no-op. */
    @Override
    public void close() {
        Deque<AutoCloseable> undone = steps.getAndSet(null);
        while (undone != null && !undone.isEmpty()) {
            try {
                undone.pop().close();
            } catch (Exception e) {
                // So that the other steps are undone.
                ClusterLog.notClosed(e);
            }
        }
    }
}
