package io.sshra.sample.oversight;

/**
 * A conversation of an agent, as it is at a moment. For JSON.
 *
 * @param node     empty if the server is in no cluster
 * @param caller   the user, a slash and the agent; or the user alone
 * @param agent    empty if the agent has used the user's own password
 * @param client   name and version, as the client tells them
 * @param ended    null while it is open
 * @param waiting  how many of its calls wait for a person
 * @param revision another one when the transcript has changed
 */
public record ConversationView(String id, String node, String caller, String user, String agent, String client, String since, String lastCall, String ended,
        int calls, int running, int connections, int waiting, long revision) {
}
