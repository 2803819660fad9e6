package io.sshra;

import jakarta.resource.Referenceable;
import java.io.Serializable;
import java.util.List;

/**
 * Provides connections of the container's pool. Looked up in JNDI, for instance {@code java:/eis/ssh}. Thread-safe.
 *
 * @since 1.0
 */
public interface SshConnectionFactory extends Serializable, Referenceable {

    /**
     * A handle on the connection of this user, session and profile; connects if it is not connected.
     *
     * <p>Blocks while connecting, at most for the connect time-out of the profile. Interrupting one caller does not affect
     * others that wait for the same connection.
     *
     * @param spec not null
     * @return a handle, to be closed after use
     * @throws IllegalArgumentException    if the spec is null
     * @throws SshInputException           if the spec names no user and the container knows no caller, or its target does not suit
     *                                     the connection definition: no credential, or an algorithm that can't be offered
     * @throws SshProfileException         if the profile is unknown or unusable
     * @throws SshConnectException         if the SSH connection could not be established
     * @throws SshHostKeyException         if the host key is unknown or has changed
     * @throws SshAuthenticationException  if the server refuses the credentials
     * @throws SshConnectionLimitException if a limit is reached
     */
    SshConnection getConnection(SshConnectionSpec spec) throws SshException;

    /**
     * A handle on the connection of the definition's default profile, for the application itself: under a user and a
     * session of its own that no {@link SshConnectionSpec} can name.
     *
     * @throws SshException as {@link #getConnection(SshConnectionSpec)}
     */
    SshConnection getConnection() throws SshException;

    /**
     * The names of the configured profiles, each once: the definition's own, the administered objects, the aliases of its profiles file. A
     * profile of this list may still be unusable.
     *
     * @return never null; unmodifiable
     * @throws SshProfileException if the profiles file or the context of the administered objects can't be read
     */
    List<String> profiles() throws SshException;

    /**
     * What is configured for a profile: where it leads, and its group. Reads the profiles file again only if it has changed, and neither keys nor
     * certificates. Connects to nothing.
     *
     * @param profile its name, not null
     * @return never null
     * @throws IllegalArgumentException if the name is null or invalid
     * @throws SshProfileException      if the profile is unknown, or a line of the profiles file that it uses is invalid
     */
    SshProfileInfo profile(String profile) throws SshException;

    /**
     * Tests a configured profile with its own credential: connects, logs in, waits for the answer to a keepalive request, and closes that
     * connection, which belongs to nobody. All limits apply. A credential that the server refused recently is not offered again.
     *
     * @param profile its name, not null
     * @return the state of the connection while it was open: the version of the server, its host key, the algorithms
     * @throws IllegalArgumentException if the name is null or invalid
     * @throws SshException             why it does not connect, as {@link #getConnection(SshConnectionSpec)}; a {@link SshTimeoutException}
     *                                  if the server does not answer the keepalive request
     */
    SshConnectionInfo test(String profile) throws SshException;

    /**
     * The sessions of the whole adapter, including those of its other connection definitions. Never null.
     *
     * @throws IllegalStateException if the adapter has stopped
     */
    SshSessions sessions();

    /**
     * What waits for the approval of another person, for the whole adapter. Never null.
     *
     * @throws IllegalStateException if the adapter has stopped
     */
    SshApprovals approvals();
}
