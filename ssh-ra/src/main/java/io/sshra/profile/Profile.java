package io.sshra.profile;

import io.sshra.SshTarget;
import io.sshra.policy.Level;
import io.sshra.policy.Rules;
import io.sshra.ssh.Target;
import java.lang.ref.WeakReference;
import java.time.Duration;

/**
 * A named target in one state of its settings.
 *
 * @param name           as applications name it
 * @param target         how to reach it
 * @param privilegeLevel which rules count; null if the profile has none
 * @param limits         of its own
 * @param revision       differs whenever an effective setting or a credential differs; reveals no secret
 * @param madeFrom       the application's target that it was made from; null if it is configured
 * @param rules          of the connection definition, as they are at the moment
 */
public record Profile(String name, Target target, String privilegeLevel, Limits limits, String revision, WeakReference<SshTarget> madeFrom,
        Rules rules) {

    /** A profile of a definition without a policy file. */
    public Profile(String name, Target target, String privilegeLevel, Limits limits, String revision, WeakReference<SshTarget> madeFrom) {
        this(name, target, privilegeLevel, limits, revision, madeFrom, Rules.NONE);
    }

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

    /** Whether it was made from this very object. */
    public boolean isMadeFrom(SshTarget given) {
        return madeFrom != null && madeFrom.refersTo(given);
    }

    /** The rules of its level at the moment; null if everything is allowed. */
    public Level level() {
        return rules.of(privilegeLevel);
    }

    /** The name of the level whose rules count; that of the profile if it has no rules, null if the profile has none either. */
    public String levelName() {
        Level level = level();
        return level == null ? privilegeLevel : level.name();
    }

    /** Whether it is reached through a jump host. */
    public boolean relayMode() {
        return target.jump() != null;
    }
}
