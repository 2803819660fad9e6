package io.sshra.sample.oversight;

/** A conversation of an agent, as it is at a moment. For JSON. */
public class ConversationView {

    public String id;
    /** Empty if the server is in no cluster. */
    public String node;
    /** The user, a slash and the agent; or the user alone. */
    public String caller;
    public String user;
    /** Empty if the agent has used the user's own password. */
    public String agent;
    /** Name and version, as the client tells them. */
    public String client;
    public String since;
    public String lastCall;
    /** Null while it is open. */
    public String ended;
    public int calls;
    public int running;
    public int connections;
    /** How many of its calls wait for a person. */
    public int waiting;
    /** Is another one when the transcript has changed. */
    public long revision;
}
