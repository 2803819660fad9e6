package io.sshra;

import java.util.List;

/**
 * The sessions of the whole adapter, for all its connection definitions. Thread-safe. No method waits for a server.
 */
public interface SshSessions {

    /**
     * The connections of this session, including those that were lost or evicted and may reconnect. Empty if there is no such
     * session; never null.
     *
     * @throws SshInputException if a name is null, empty or has control characters
     */
    List<SshConnectionInfo> connections(String user, String session) throws SshException;

    /**
     * Closes the connection to this profile. Its handles can't be used after that.
     *
     * @return whether there was one
     * @throws SshInputException if a name is null, empty or has control characters
     */
    boolean release(String user, String session, String profile) throws SshException;

    /**
     * Ends the session: closes all its connections, including those that are being opened. Their handles can't be used after
     * that, and their commands end with {@code connectionLost}. A later {@code getConnection} starts a new session of that
     * name.
     *
     * @return how many connections were closed
     * @throws SshInputException if a name is null, empty or has control characters
     */
    int closeSession(String user, String session) throws SshException;

    /**
     * Records activity on the connection to this profile, so that it is not evicted as idle.
     *
     * @return whether there was one
     * @throws SshInputException if a name is null, empty or has control characters
     */
    boolean recordActivity(String user, String session, String profile) throws SshException;

    /** The number of open physical connections of the whole adapter. */
    int totalConnections();
}
