package io.sshra.pool;

import io.sshra.base.JsonText;

/**
 * One session of one user. Sessions of the application itself have a kind of their own, so that no user and session name can equal
 * them.
 */
public record SessionKey(Kind kind, String user, String session) {

    private static final String APPLICATION_NAME = "(application)";
    private static final String PROBE_NAME = "(probe)";

    /** Who the session belongs to. */
    public enum Kind { USER, APPLICATION, PROBE }

    /** A session of a user. The caller has checked the names. */
    public static SessionKey of(String user, String session) {
        return new SessionKey(Kind.USER, user, session);
    }

    /** The session of the application itself. */
    public static SessionKey application() {
        return new SessionKey(Kind.APPLICATION, APPLICATION_NAME, APPLICATION_NAME);
    }

    /** The session of an operator's probe. */
    static SessionKey probe(long number) {
        return new SessionKey(Kind.PROBE, PROBE_NAME, String.valueOf(number));
    }

    /** By hand, like the hash code: both run for each lease, and the generated ones take longer. */
    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof SessionKey key && kind == key.kind && user.equals(key.user)
                && session.equals(key.session);
    }

    @Override
    public int hashCode() {
        return 31 * user.hashCode() + session.hashCode();
    }

    /** Names are quoted as in the audit log: no name can look like another field. */
    @Override
    public String toString() {
        return "user=" + JsonText.word(user) + " session=" + JsonText.word(session);
    }
}
