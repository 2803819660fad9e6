package io.sshra.sample.console;

import io.sshra.SshTarget;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/** The profiles that a user has added for one visit. Their credentials are kept nowhere else. Thread-safe. */
final class OwnProfiles {

    private final Map<String, SshTarget> targets = new ConcurrentSkipListMap<>();

    /**
     * Adds a profile without a known host key.
     *
     * @return false if the name exists already; nothing is changed then
     */
    boolean add(String name, SshTarget target) {
        return targets.putIfAbsent(name, target) == null;
    }

    /** Accepts only this host key from now on: the user has confirmed its fingerprint. */
    boolean trust(String name, String fingerprint) {
        return targets.computeIfPresent(name, (same, target) -> trusting(target, fingerprint)) != null;
    }

    private static SshTarget trusting(SshTarget target, String fingerprint) {
        // The old one is not destroyed, because another request may be connecting with it.
        return target.toBuilder().hostKeyFingerprints(Set.of(fingerprint)).build();
    }

    boolean remove(String name) {
        SshTarget target = targets.remove(name);
        if (target != null) {
            target.destroy();
        }
        return target != null;
    }

    /** Null if there is no profile with this name. */
    SshTarget target(String name) {
        return name == null ? null : targets.get(name);
    }

    /** A live view of all profiles by name. */
    Map<String, SshTarget> all() {
        return Map.copyOf(targets);
    }

    void destroy() {
        targets.keySet().forEach(this::remove);
    }
}
