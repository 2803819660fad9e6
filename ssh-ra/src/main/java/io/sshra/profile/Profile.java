package io.sshra.profile;

import io.sshra.transport.Target;

/**
 * A named target in one state of its settings.
 *
 * @param name           as applications say it
 * @param target         how to reach it
 * @param privilegeLevel carried and reported; null if it has none
 * @param relayMode      whether it is reached through a jump host
 * @param revision       differs whenever an effective setting or a credential differs; no secret can be told from it
 */
public record Profile(String name, Target target, String privilegeLevel, boolean relayMode, String revision) {
}
