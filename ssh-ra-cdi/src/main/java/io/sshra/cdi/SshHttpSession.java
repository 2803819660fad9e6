package io.sshra.cdi;

import io.sshra.SshConnection;
import io.sshra.SshException;
import io.sshra.SshNames;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * The connections of the current HTTP session, for what {@link Ssh} can't say: profiles that are known at run time only, connections that are
 * used after the request, and a log-out without the end of the HTTP session. Inject it. Thread-safe.
 *
 * @since 1.0
 */
@ApplicationScoped
public class SshHttpSession {

    /** The JNDI name of the connection factory that is used by default. */
    public static final String DEFAULT_FACTORY = "java:/eis/ssh";

    @Inject
    private Scopes scopes;

    /**
     * What {@code @Ssh(profile)} injects.
     *
     * @throws IllegalArgumentException if the name is null or invalid
     */
    public SshConnection connection(String profile) {
        return LazyConnection.of(scopes, wanted(profile));
    }

    /**
     * A connection that the caller closes. It may be used on any thread, and after the request: for a terminal, for work in the background. It
     * ends with the HTTP session at the latest.
     *
     * @throws IllegalArgumentException if the name is null or invalid
     * @throws SshException             see {@link Ssh}
     */
    public SshConnection open(String profile) throws SshException {
        return scopes.open(wanted(profile));
    }

    private static Wanted wanted(String profile) {
        return new Wanted(SshScope.HTTP_SESSION, "", SshNames.profile(profile));
    }

    /**
     * Ends all connections of this HTTP session. This is only needed at a log-out that does not end the HTTP session itself.
     *
     * @return how many were closed
     * @throws SshException if there is no HTTP session
     */
    public int end() throws SshException {
        return scopes.release();
    }
}
