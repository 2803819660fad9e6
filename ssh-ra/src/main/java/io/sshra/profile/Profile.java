package io.sshra.profile;

import io.sshra.ssh.Target;
import java.time.Duration;

/**
 * A named target in one state of its settings.
 *
 * @param name           as applications say it
 * @param target         how to reach it
 * @param privilegeLevel carried and reported; null if it has none
 * @param relayMode      whether it is reached through a jump host
 * @param limits         of its own
 * @param revision       differs whenever an effective setting or a credential differs; no secret can be told from it
 */
public record Profile(String name, Target target, String privilegeLevel, boolean relayMode, Limits limits, String revision) {

    /**
     * Limits of one profile.
     *
     * @param maxChannels channels open at once on one of its connections; 0 for the adapter's
     * @param idleTimeout null for the adapter's
     */
    public record Limits(int maxChannels, Duration idleTimeout) {

        /** The adapter's. */
        public static final Limits NONE = new Limits(0, null);
    }
}
