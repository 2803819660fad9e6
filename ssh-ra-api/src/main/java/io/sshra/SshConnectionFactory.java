package io.sshra;

import jakarta.resource.Referenceable;
import java.io.Serializable;

/**
 * Provides connections of the container's pool. Looked up in JNDI, for instance {@code java:/eis/ssh}. Thread-safe.
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
     * The sessions of the whole adapter, including those of its other connection definitions. Never null.
     *
     * @throws IllegalStateException if the adapter has stopped
     */
    SshSessions sessions();
}
