package io.sshra;

import org.jspecify.annotations.Nullable;

/**
 * Which connection an application wants: whose it is, in which session, and to which target. A spec that exists has valid names:
 * its constructor throws {@link IllegalArgumentException} for others, see {@link SshNames}.
 *
 * @param user    the application's user on whose behalf the connection is used; null for the authenticated caller
 * @param session one working session of that user: an HTTP session, a job, a conversation of an agent
 * @param profile the name of the target
 * @param target  how to reach it, or null for a configured profile
 * @since 1.0
 */
public record SshConnectionSpec(@Nullable String user, String session, String profile, @Nullable SshTarget target) {

    /** @throws IllegalArgumentException if a name is invalid, or there is no session or profile */
    public SshConnectionSpec {
        if (user != null) {
            SshNames.user(user);
        }
        SshNames.session(session);
        SshNames.profile(profile);
    }

    /**
     * A configured profile.
     *
     * @throws IllegalArgumentException if a name is null or invalid
     */
    public static SshConnectionSpec of(String user, String session, String profile) {
        SshNames.user(user);
        return new SshConnectionSpec(user, session, profile, null);
    }

    /** Starts with the parts of this spec. */
    public Builder toBuilder() {
        return new Builder().user(user).session(session).profile(profile).target(target);
    }

    /** Starts an empty spec. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a spec. Not for several threads. */
    public static final class Builder {

        private @Nullable String user;
        private @Nullable String session;
        private @Nullable String profile;
        private @Nullable SshTarget target;

        private Builder() {
        }

        /** The user. Null, the default, is the authenticated caller. Without one, the factory refuses the spec. */
        public Builder user(@Nullable String user) {
            this.user = user == null ? null : SshNames.user(user);
            return this;
        }

        public Builder session(String session) {
            this.session = SshNames.session(session);
            return this;
        }

        public Builder profile(String profile) {
            this.profile = SshNames.profile(profile);
            return this;
        }

        /** A target or credential that only the application knows. The name of the profile is its label then. Null, the default, is a configured profile. */
        public Builder target(@Nullable SshTarget target) {
            this.target = target;
            return this;
        }

        /** @throws IllegalArgumentException if a name is invalid, or there is no session or profile */
        public SshConnectionSpec build() {
            return new SshConnectionSpec(user, SshNames.session(session), SshNames.profile(profile), target);
        }
    }
}
