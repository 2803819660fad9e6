package io.sshra;

/**
 * Whose connection, in which session, to what. A value; what it names is checked by the factory that it is given to.
 *
 * @param user    the application's user on whose behalf the connection is used; null for the caller, as the container knows
 *                it when the connection is asked for
 * @param session one working session of that user: an HTTP session, a job, an agent's conversation
 * @param profile the name of the target
 * @param target  how to reach it, or null for a profile that the adapter's configuration knows
 */
public record SshConnectionSpec(String user, String session, String profile, SshTarget target) {

    /** A profile that the adapter's configuration knows. */
    public static SshConnectionSpec of(String user, String session, String profile) {
        return new SshConnectionSpec(user, session, profile, null);
    }

    /** Starts an empty spec. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a spec. Not for several threads. */
    public static final class Builder {

        private String user;
        private String session;
        private String profile;
        private SshTarget target;

        private Builder() {
        }

        /** Whose it is. Left out, it is the caller's, as the container knows it; without a caller there is no connection. */
        public Builder user(String user) {
            this.user = user;
            return this;
        }

        public Builder session(String session) {
            this.session = session;
            return this;
        }

        public Builder profile(String profile) {
            this.profile = profile;
            return this;
        }

        /** A target or credential that only the application knows; the profile's name then is its label. */
        public Builder target(SshTarget target) {
            this.target = target;
            return this;
        }

        public SshConnectionSpec build() {
            return new SshConnectionSpec(user, session, profile, target);
        }
    }
}
