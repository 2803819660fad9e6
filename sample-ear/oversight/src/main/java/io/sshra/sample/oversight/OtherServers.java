package io.sshra.sample.oversight;

import jakarta.json.bind.Jsonb;
import java.io.IOException;
import java.io.Serializable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.wildfly.clustering.server.GroupMember;
import org.wildfly.clustering.server.dispatcher.Command;
import org.wildfly.clustering.server.dispatcher.CommandDispatcher;
import org.wildfly.clustering.server.dispatcher.CommandDispatcherFactory;

/**
 * The other nodes of a WildFly cluster. A node answers from its memory, so no thread of the group waits. A node that is added later, or starts again,
 * does not know who was stopped before.
 */
final class OtherServers<M extends GroupMember> implements AutoCloseable {

    private static final Logger LOG = System.getLogger(OtherServers.class.getName());
    private static final String DISPATCHERS = "java:jboss/clustering/server/command-dispatcher-factory/default";
    private static final String NAME = "io.sshra.sample.oversight";
    private static final long PATIENCE_MILLIS = 2_000;

    /** Answers with JSON of all conversations. */
    record Conversations() implements Command<String, Agents, RuntimeException>, Serializable {

        @Override
        public String execute(Agents agents) {
            return Texts.JSON.toJson(agents.here());
        }
    }

    /** Answers with JSON of a transcript; null if the conversation is of another node. */
    record Calls(String id, long after) implements Command<String, Agents, RuntimeException>, Serializable {

        @Override
        public String execute(Agents agents) {
            return agents.transcriptHere(id, after);
        }
    }

    /** Stops an agent. */
    record Stop(String caller, String by, boolean administrator, long seconds) implements Command<String, Agents, RuntimeException>, Serializable {

        @Override
        public String execute(Agents agents) {
            agents.stopHere(caller, by, administrator, seconds);
            return "";
        }
    }

    /** Lets an agent go on. */
    record GoOn(String caller) implements Command<String, Agents, RuntimeException>, Serializable {

        @Override
        public String execute(Agents agents) {
            agents.letGoOnHere(caller);
            return "";
        }
    }

    private final CommandDispatcherFactory<M> group;
    private final CommandDispatcher<M, Agents> dispatcher;
    private final Jsonb json;
    private volatile List<ConversationView> latest = List.of();

    private OtherServers(CommandDispatcherFactory<M> group, Agents agents) {
        this.group = group;
        // The library is found here, and would not be by a thread of the group.
        this.json = Texts.JSON;
        this.dispatcher = group.createCommandDispatcher(NAME, agents, OtherServers.class.getClassLoader());
    }

    /** Null if the server can be in no cluster. */
    static OtherServers<?> join(Agents agents) {
        try {
            return new OtherServers<>((CommandDispatcherFactory<?>) new InitialContext().lookup(DISPATCHERS), agents);
        } catch (NamingException none) {
            return null;
        } catch (IllegalArgumentException taken) {
            LOG.log(Level.WARNING, "Another application of this server watches the agents of the cluster: this one knows its own only", taken);
            return null;
        }
    }

    /** The name of this node; empty if it is alone. */
    String node() {
        return group.getGroup().isSingleton() ? "" : group.getGroup().getLocalMember().getName();
    }

    List<ConversationView> conversations() {
        return latest;
    }

    void ask() {
        List<ConversationView> all = new ArrayList<>();
        for (String answer : answers(new Conversations())) {
            all.addAll(Arrays.asList(json.fromJson(answer, ConversationView[].class)));
        }
        latest = all;
    }

    String transcript(String id, long after) {
        return answers(new Calls(id, after)).stream().findFirst().orElse(null);
    }

    void stop(String caller, String by, boolean administrator, long seconds) {
        answers(new Stop(caller, by, administrator, seconds));
    }

    void letGoOn(String caller) {
        answers(new GoOn(caller));
    }

    /** What the other nodes answer, within 2 seconds in all. */
    private List<String> answers(Command<String, Agents, RuntimeException> command) {
        List<CompletableFuture<String>> asked = new ArrayList<>();
        for (M member : group.getGroup().getMembership().getMembers()) {
            if (!member.equals(group.getGroup().getLocalMember())) {
                asked.add(asked(command, member).toCompletableFuture());
            }
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        return asked.stream().map(answer -> answer(answer, deadline - System.nanoTime())).filter(answer -> answer != null).toList();
    }

    private CompletionStage<String> asked(Command<String, Agents, RuntimeException> command, M member) {
        try {
            return dispatcher.dispatchToMember(command, member);
        } catch (IOException leaving) {
            return CompletableFuture.failedFuture(leaving);
        }
    }

    /** Null if there is none in time. */
    private static String answer(CompletableFuture<String> stage, long nanos) {
        try {
            return stage.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (CancellationException without) {
            // The member has no such application.
            return null;
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.WARNING, "Another node does not answer about its agents", e);
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    @Override
    public void close() {
        dispatcher.close();
    }
}
