package io.sshra.sample.agent;

import io.modelcontextprotocol.spec.McpStreamableServerSession;
import io.sshra.sample.oversight.WatchedConversation;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One client's MCP session: it belongs to the caller who opened it, and has one SSH session at a time. It is open until {@link #end}, and never
 * again. Thread-safe.
 */
final class Conversation {

    /** How many calls of a conversation may be under way: each holds a thread of the server. */
    static final int MOST_CALLS = 8;

    private final McpStreamableServerSession mcp;
    private final String caller;
    private final boolean opensPages;
    private final WatchedConversation watched;
    private final Supplier<AgentSession> sessions;
    /** By the numbers of their requests. Guarded, like the next fields, by this object's monitor. */
    private final Map<Object, Call> calls = new HashMap<>();
    private AgentSession session;
    private boolean ended;
    /** Why a person has stopped the agent; null if nobody has. */
    private String stop;
    private long used;

    /**
     * @param opensPages whether the client opens pages for its user (URL elicitation)
     * @param watching   makes the record of it for people who watch
     * @param sessions   makes a new SSH session of the caller
     * @throws AgentStoppedException if somebody has stopped the agent
     */
    Conversation(McpStreamableServerSession mcp, String caller, boolean opensPages, Function<Conversation, WatchedConversation> watching,
            Supplier<AgentSession> sessions, long now) {
        this.mcp = mcp;
        this.caller = caller;
        this.opensPages = opensPages;
        this.sessions = sessions;
        this.session = sessions.get();
        this.used = now;
        this.watched = watching.apply(this);
    }

    McpStreamableServerSession mcp() {
        return mcp;
    }

    String caller() {
        return caller;
    }

    boolean opensPages() {
        return opensPages;
    }

    WatchedConversation watched() {
        return watched;
    }

    synchronized AgentSession session() {
        return session;
    }

    /**
     * Adds a call.
     *
     * @param id the number of its request
     * @throws Refusal if the conversation has ended, there are too many, or there is one of this number
     */
    synchronized void begin(Object id, Call call, long now) {
        if (ended || stop != null) {
            throw new Refusal(stop == null ? "The conversation has just ended" : stop);
        }
        if (calls.size() >= MOST_CALLS) {
            throw new Refusal(MOST_CALLS + " calls of this conversation are under way. Wait for an answer, or cancel one");
        }
        if (calls.putIfAbsent(id, call) != null) {
            throw new Refusal("A request with this id is under way");
        }
        used = now;
    }

    synchronized void finish(Object id, long now) {
        calls.remove(id);
        used = now;
    }

    /** The client wants no answer to this request any more. A no-op if there is no such call. */
    synchronized void cancel(Object id) {
        Call call = calls.get(id);
        if (call != null) {
            call.cancel();
        }
    }

    /**
     * Takes no more calls if there was none for this long. Then the caller must {@link #end} it.
     *
     * @return whether it took calls before, and does not any more
     */
    synchronized boolean expires(long nanos, long now) {
        boolean expires = !ended && calls.isEmpty() && now - used > nanos;
        ended |= expires;
        return expires;
    }

    /** Whether it has ended without being stopped: the client may begin a new one. */
    synchronized boolean hasEnded() {
        return ended && stop == null;
    }

    /** Ends the SSH session; the next call has a new one, unless the conversation has ended. Returns how many connections were closed. */
    int endSession() {
        AgentSession old;
        synchronized (this) {
            old = session;
            if (!ended) {
                session = sessions.get();
            }
        }
        return old.end();
    }

    /** Calls that are under way are to be answered that a person has stopped the agent. */
    synchronized void stop(String why) {
        stop = why;
        calls.values().forEach(call -> call.stop(why));
    }

    /** Ends the conversation with its SSH session. Calls that wait are answered soon after. */
    void end() {
        synchronized (this) {
            ended = true;
            calls.values().forEach(Call::cancel);
        }
        endSession();
        watched.ended();
    }
}
