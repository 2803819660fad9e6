package io.sshra;

import java.util.List;

/**
 * The sessions of the whole adapter, for all its connection definitions. Thread-safe. No method waits for a server.
 *
 * @since 1.0
 */
public interface SshSessions {

    /**
     * The connections of this session, including those that were lost or evicted and may reconnect. Empty if there is no such
     * session; never null.
     *
     * @throws IllegalArgumentException if a name is null or invalid, see {@link SshNames}
     */
    List<SshConnectionInfo> connections(String user, String session);

    /**
     * Closes the connection to this profile. Its handles can't be used after that.
     *
     * @return whether there was one
     * @throws IllegalArgumentException if a name is null or invalid, see {@link SshNames}
     */
    boolean release(String user, String session, String profile);

    /**
     * Ends the session: closes all its connections, including those that are being opened. Their handles can't be used after
     * that, and their commands end with {@code connectionLost}. A later {@code getConnection} starts a new session of that
     * name.
     *
     * @return how many connections were closed
     * @throws IllegalArgumentException if a name is null or invalid, see {@link SshNames}
     */
    int closeSession(String user, String session);

    /**
     * Records activity on the connection to this profile, so that it is not evicted as idle.
     *
     * @return whether there was one
     * @throws IllegalArgumentException if a name is null or invalid, see {@link SshNames}
     */
    boolean recordActivity(String user, String session, String profile);

    /** The number of open physical connections of the whole adapter. */
    int totalConnections();
}
