package io.sshra.sample.agent;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** The open conversations of this server, by the names of their MCP sessions. Thread-safe. */
final class Conversations {

    static final int MOST_PER_CALLER = 16;
    static final int MOST = 256;
    /** A client that is gone for good says nothing. */
    static final Duration LONGEST_SILENCE = Duration.ofMinutes(30);
    /** The same while commands of it run: they go on for a working day. */
    static final Duration LONGEST_SILENCE_RUNNING = Duration.ofHours(8);

    private final LongSupplier nanoTime;
    /** Guarded, like the next field, by this object's monitor. */
    private final Map<String, Conversation> open = new HashMap<>();
    private boolean closed;

    Conversations(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /**
     * Adds a conversation; one that is refused has ended.
     *
     * @throws Refusal if there are too many
     */
    void add(Conversation conversation) {
        try {
            register(conversation);
        } catch (Refusal e) {
            conversation.end();
            throw e;
        }
    }

    private synchronized void register(Conversation conversation) {
        if (closed) {
            throw new Refusal("The server is stopping");
        }
        if (open.size() >= MOST) {
            throw new Refusal("The server has " + MOST + " conversations, and takes no more now. Try later");
        }
        if (open.values().stream().filter(each -> each.caller().equals(conversation.caller())).count() >= MOST_PER_CALLER) {
            throw new Refusal("You have " + MOST_PER_CALLER + " conversations. End one (HTTP DELETE); unused ones end after "
                    + LONGEST_SILENCE.toMinutes() + " minutes");
        }
        open.put(conversation.mcp().getId(), conversation);
    }

    /** The caller's own conversation of this name; null if there is none, also if it is another caller's. */
    synchronized Conversation of(String id, String caller) {
        Conversation conversation = open.get(id);
        return conversation != null && conversation.caller().equals(caller) ? conversation : null;
    }

    void end(Conversation conversation) {
        synchronized (this) {
            open.remove(conversation.mcp().getId(), conversation);
        }
        conversation.end();
    }

    /** Ends those that have been unused for too long. */
    void sweep() {
        long now = now();
        List<Conversation> all;
        synchronized (this) {
            all = List.copyOf(open.values());
        }
        for (Conversation each : all) {
            Duration longest = each.session().handles().isAnyRunning() ? LONGEST_SILENCE_RUNNING : LONGEST_SILENCE;
            if (each.expires(longest.toNanos(), now)) {
                end(each);
            }
        }
    }

    /** Ends all, and takes no more. */
    void close() {
        List<Conversation> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(open.values());
            open.clear();
        }
        all.forEach(Conversation::end);
    }
}
