package io.sshra.pool;

/**
 * One session of one user. The application's own sessions are of another kind, so that no user and session name can mean
 * them.
 */
public record SessionKey(Kind kind, String user, String session) {

    private static final String APPLICATION_NAME = "(application)";
    private static final String PROBE_NAME = "(probe)";

    /** On whose behalf. */
    public enum Kind { USER, APPLICATION, PROBE }

    /** A session of a user; the names are checked before they come here. */
    public static SessionKey of(String user, String session) {
        return new SessionKey(Kind.USER, user, session);
    }

    /** The application's own session. */
    public static SessionKey application() {
        return new SessionKey(Kind.APPLICATION, APPLICATION_NAME, APPLICATION_NAME);
    }

    /** That of an operator's probe. */
    static SessionKey probe(long number) {
        return new SessionKey(Kind.PROBE, PROBE_NAME, String.valueOf(number));
    }

    @Override
    public String toString() {
        return "user=" + user + " session=" + session;
    }
}
