package io.sshra;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is configured for a profile, for an application that shows its machines. Has no secret. Immutable. Later versions may add parts.
 *
 * @since 1.0
 */
public final class SshProfileInfo {

    private final Builder parts;

    private SshProfileInfo(Builder parts) {
        this.parts = parts;
    }

    /** Starts a profile on port 22, for unit tests of applications. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts with the parts of this one. */
    public Builder toBuilder() {
        return parts.copy();
    }

    /** Its name; never null. */
    public String profile() {
        return parts.profile;
    }

    /** Host name or address; never null. */
    public String host() {
        return parts.host;
    }

    /** TCP port, 1 to 65535. */
    public int port() {
        return parts.port;
    }

    /** The user name on the host; null if only the container knows it. */
    public @Nullable String username() {
        return parts.username;
    }

    /** The level whose rules count, if the connection definition has a policy file; null for none. */
    public @Nullable String privilegeLevel() {
        return parts.privilegeLevel;
    }

    /** What the machine belongs to, as {@code Group} in the profiles file says; null for none. */
    public @Nullable String group() {
        return parts.group;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SshProfileInfo that && parts.values().equals(that.parts.values());
    }

    @Override
    public int hashCode() {
        return parts.values().hashCode();
    }

    @Override
    public String toString() {
        return "SshProfileInfo[" + SshText.visible(parts.profile) + ", target=" + (parts.username == null ? "" : SshText.visible(parts.username) + "@")
                + SshText.visible(parts.host) + ":" + parts.port + ", privilegeLevel=" + SshText.visible(parts.privilegeLevel)
                + ", group=" + SshText.visible(parts.group) + "]";
    }

    /** Collects the parts by their names. Not for several threads. */
    public static final class Builder {

        private String profile = "";
        private String host = "";
        private int port = SshTarget.DEFAULT_PORT;
        private @Nullable String username;
        private @Nullable String privilegeLevel;
        private @Nullable String group;

        private Builder() {
        }

        private Builder copy() {
            Builder copy = new Builder();
            copy.profile = profile;
            copy.host = host;
            copy.port = port;
            copy.username = username;
            copy.privilegeLevel = privilegeLevel;
            copy.group = group;
            return copy;
        }

        private List<@Nullable Object> values() {
            return Arrays.asList(profile, host, port, username, privilegeLevel, group);
        }

        public Builder profile(String profile) {
            this.profile = Checks.notNull(profile, "profile", "give a name");
            return this;
        }

        public Builder host(String host) {
            this.host = Checks.notNull(host, "host", "give a name or an address");
            return this;
        }

        public Builder port(int port) {
            this.port = port;
            return this;
        }

        public Builder username(@Nullable String username) {
            this.username = username;
            return this;
        }

        public Builder privilegeLevel(@Nullable String privilegeLevel) {
            this.privilegeLevel = privilegeLevel;
            return this;
        }

        public Builder group(@Nullable String group) {
            this.group = group;
            return this;
        }

        public SshProfileInfo build() {
            return new SshProfileInfo(copy());
        }
    }
}
