package io.sshra;

/**
 * Is told when physical connections open and end. All methods do nothing by default.
 *
 * <p>Each connection, identified by {@link SshConnectionInfo#number()}, has one opening, {@link #opened} or {@link #reconnected}, and after
 * that one end, {@link #lost} or {@link #closed}. {@link #reconnected} comes after the end of the connection that it replaces. Connections
 * that replace no other have no order: after the end of a session, or when a profile has changed, a new connection of the same names may be told
 * of before the end of the old one. A connect that fails is not an event.
 *
 * <p>A listener is called on threads of the executor with which it was added, by one thread at a time, and never while the adapter holds a
 * lock. An exception is logged, and the next event follows.
 *
 * @since 1.0
 */
public interface SshConnectionListener {

    /** A connection has opened, the first of its user, session and profile. */
    default void opened(SshConnectionEvent event) {
    }

    /** A connection has opened that replaces one of the same user, session and profile: that one was lost, idle or evicted. */
    default void reconnected(SshConnectionEvent event) {
    }

    /** A connection has broken, or its server does not answer. The next use of a handle reconnects. */
    default void lost(SshConnectionEvent event) {
    }

    /** A connection was closed, for the event's reason. {@link SshCloseReason#mayReconnect()} says whether its handles can be used again. */
    default void closed(SshConnectionEvent event) {
    }

    /**
     * The listener was too slow: it is told nothing about some connections, neither their opening nor their end.
     *
     * @param connections how many since the last call
     */
    default void missed(long connections) {
    }
}
