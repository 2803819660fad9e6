package io.sshra;

import java.util.List;

/**
 * The sessions of the whole adapter, whatever connection definition their connections came from. Used by any number of
 * threads at once; no method waits for a server.
 */
public interface SshSessions {

    /**
     * The connections of this session, those that were lost or evicted and may come back included. Empty if there is no
     * such session; never null.
     *
     * @throws SshInputException if a name is null, empty or has control characters
     */
    List<SshConnectionInfo> connections(String user, String session) throws SshException;

    /**
     * Closes the connection of this profile. Handles on it are dead from then on.
     *
     * @return whether there was one
     * @throws SshInputException if a name is null, empty or has control characters
     */
    boolean release(String user, String session, String profile) throws SshException;

    /**
     * Ends the session: closes all its connections, those being made just now included. Handles on them are dead from
     * then on, commands end with {@code connectionLost}. A later {@code getConnection} begins a new session of that name.
     *
     * @return how many connections were closed
     * @throws SshInputException if a name is null, empty or has control characters
     */
    int closeSession(String user, String session) throws SshException;

    /**
     * Counts as activity on the connection of this profile, so that it is not evicted as idle.
     *
     * @return whether there was one
     * @throws SshInputException if a name is null, empty or has control characters
     */
    boolean recordActivity(String user, String session, String profile) throws SshException;

    /** Open physical connections of the whole adapter. */
    int totalConnections();
}
