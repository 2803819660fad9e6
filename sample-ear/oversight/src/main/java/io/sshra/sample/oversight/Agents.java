package io.sshra.sample.oversight;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The agents of this server: their conversations, also some that have ended, and who has stopped which. In a cluster it knows those of the other
 * nodes, too, and a stop is for all nodes. Thread-safe.
 */
@ApplicationScoped
public class Agents {

    /** How many minutes a stopped agent is refused. */
    public static final String STOP_MINUTES = "sample.agentStopMinutes";

    static final int MOST_ENDED = 32;
    private static final int DEFAULT_STOP_MINUTES = 15;
    /** Between the user and the agent in the name of a caller. */
    private static final String SEPARATOR = "/";

    /** By their names, the oldest first. Guarded, like the next field, by this object's monitor. */
    private final Map<String, WatchedConversation> conversations = new LinkedHashMap<>();
    /** By callers. */
    private final Map<String, AgentStop> stops = new HashMap<>();
    /** Null in a server without a cluster. */
    private volatile OtherServers<?> others;

    @PostConstruct
    void join() {
        others = OtherServers.join(this);
    }

    @PreDestroy
    void leave() {
        if (others != null) {
            others.close();
        }
        List<WatchedConversation> all;
        synchronized (this) {
            all = List.copyOf(conversations.values());
            conversations.clear();
        }
        all.forEach(WatchedConversation::forget);
    }

    /** The user for whom a caller acts, or who it is. */
    public static String user(String caller) {
        return caller.split(SEPARATOR, 2)[0];
    }

    /** The agent that a caller is; empty if it is the user. */
    public static String agent(String caller) {
        return caller.contains(SEPARATOR) ? caller.split(SEPARATOR, 2)[1] : "";
    }

    // ---- for the server for agents ----

    /**
     * A conversation begins.
     *
     * @param client name and version, as the client tells them
     * @throws AgentStoppedException if somebody has stopped this agent
     */
    public WatchedConversation begin(String caller, String client, WatchedConversation.Source source) {
        WatchedConversation begun = new WatchedConversation(caller, client, source);
        List<WatchedConversation> forgotten = new ArrayList<>();
        synchronized (this) {
            refuseIfStopped(caller);
            conversations.put(begun.id(), begun);
            List<WatchedConversation> over = conversations.values().stream().filter(each -> !each.isOpen()).toList();
            if (over.size() > MOST_ENDED) {
                forgotten.addAll(over.subList(0, over.size() - MOST_ENDED));
            }
            conversations.values().removeAll(forgotten);
        }
        forgotten.forEach(WatchedConversation::forget);
        return begun;
    }

    /** @throws AgentStoppedException if somebody has stopped this agent */
    public synchronized void refuseIfStopped(String caller) {
        AgentStop stop = stops.get(caller);
        if (stop != null && stop.isOver(Instant.now())) {
            stops.remove(caller);
        } else if (stop != null) {
            throw new AgentStoppedException(stop);
        }
    }

    // ---- for those who look ----

    /** All conversations, of other nodes as of a moment ago. */
    public List<ConversationView> conversations() {
        List<ConversationView> all = here();
        if (others != null) {
            all.addAll(others.conversations());
        }
        return all;
    }

    /** Those of this node. */
    List<ConversationView> here() {
        String node = others == null ? "" : others.node();
        List<ConversationView> views = new ArrayList<>();
        kept().forEach(each -> views.add(each.view(node)));
        return views;
    }

    private synchronized List<WatchedConversation> kept() {
        return List.copyOf(conversations.values());
    }

    /** Asks the other nodes of a cluster for their conversations, and waits 2 seconds at most. */
    public void askOthers() {
        if (others != null) {
            others.ask();
        }
    }

    /**
     * A transcript, also that of another node, as JSON of {@link Transcript}.
     *
     * @param after what an earlier answer says in {@code revision}; 0 for all that is kept
     * @return null if there is no such conversation any more
     */
    public String transcript(String id, long after) {
        String here = transcriptHere(id, after);
        return here != null || others == null ? here : others.transcript(id, after);
    }

    String transcriptHere(String id, long after) {
        WatchedConversation found;
        synchronized (this) {
            found = conversations.get(id);
        }
        return found == null ? null : Texts.JSON.toJson(found.transcript(after));
    }

    /** The recordings of this node's shells of a conversation; empty if there are none. */
    public List<WatchedConversation.Recording> recordings(String conversation) {
        WatchedConversation found;
        synchronized (this) {
            found = conversations.get(conversation);
        }
        return found == null ? List.of() : found.recordings();
    }

    /** A rule has decided about something. A no-op if it was nothing that an agent wanted, or may belong to several of its calls. */
    public void decided(Decision decision) {
        List<WatchedCall> calls = new ArrayList<>();
        kept().forEach(each -> calls.addAll(each.under(decision)));
        if (calls.size() == 1) {
            calls.get(0).decided(decision);
        }
    }

    /**
     * Ends all conversations of an agent on all nodes, and refuses it for a time.
     *
     * @param by            who wants it
     * @param administrator whether that is an administrator
     */
    public void stop(String caller, String by, boolean administrator) {
        long seconds = Duration.ofMinutes(Long.getLong(STOP_MINUTES, DEFAULT_STOP_MINUTES)).toSeconds();
        stopHere(caller, by, administrator, seconds);
        if (others != null) {
            others.stop(caller, by, administrator, seconds);
        }
    }

    void stopHere(String caller, String by, boolean administrator, long seconds) {
        AgentStop stop = new AgentStop(caller, by, administrator, Instant.now().plusSeconds(seconds));
        synchronized (this) {
            stops.put(caller, stop);
        }
        kept().stream().filter(each -> each.caller().equals(caller) && each.isOpen()).forEach(each -> each.stop(stop.message()));
    }

    /** Lets a stopped agent go on, on all nodes. A no-op if it is not stopped. */
    public void letGoOn(String caller) {
        letGoOnHere(caller);
        if (others != null) {
            others.letGoOn(caller);
        }
    }

    synchronized void letGoOnHere(String caller) {
        stops.remove(caller);
    }

    /** The agents that are stopped now. */
    public synchronized List<AgentStop.View> stops() {
        Instant now = Instant.now();
        stops.values().removeIf(stop -> stop.isOver(now));
        return new ArrayList<>(stops.values().stream().map(stop -> stop.view(now)).toList());
    }
}
