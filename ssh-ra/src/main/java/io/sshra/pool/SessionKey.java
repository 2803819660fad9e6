package io.sshra.pool;

/**
 * One session of one user. The application's own sessions are of another kind, so that no user and session name can mean
 * them.
 */
public record SessionKey(Kind kind, String user, String session) {

    private static final String APPLICATION_NAME = "(application)";

    /** On whose behalf. */
    public enum Kind { USER, APPLICATION }

    /** A session of a user; the names are checked before they come here. */
    public static SessionKey of(String user, String session) {
        return new SessionKey(Kind.USER, user, session);
    }

    /** The application's own session. */
    public static SessionKey application() {
        return new SessionKey(Kind.APPLICATION, APPLICATION_NAME, APPLICATION_NAME);
    }

    @Override
    public String toString() {
        return "user=" + user + " session=" + session;
    }
}
