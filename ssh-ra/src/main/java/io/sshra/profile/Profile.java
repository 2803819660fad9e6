package io.sshra.profile;

import io.sshra.ssh.Target;
import java.time.Duration;

/**
 * A named target in one state of its settings.
 *
 * @param name           as applications name it
 * @param target         how to reach it
 * @param privilegeLevel passed on as it is; null if the profile has none
 * @param limits         of its own
 * @param revision       differs whenever an effective setting or a credential differs; reveals no secret
 */
public record Profile(String name, Target target, String privilegeLevel, Limits limits, String revision) {

    /**
     * Limits of one profile.
     *
     * @param maxChannels channels that are open at the same time on one connection; 0 for the limit of the adapter
     * @param idleTimeout null for that of the adapter
     */
    public record Limits(int maxChannels, Duration idleTimeout) {

        /** Those of the adapter. */
        public static final Limits NONE = new Limits(0, null);
    }

    /** Whether it is reached through a jump host. */
    public boolean relayMode() {
        return target.jump() != null;
    }
}
