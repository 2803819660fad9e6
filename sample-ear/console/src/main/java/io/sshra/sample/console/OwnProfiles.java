package io.sshra.sample.console;

import io.sshra.SshTarget;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The profiles that a user has added for one visit, with credentials that are kept nowhere else. Used by several threads at once. */
final class OwnProfiles {

    private final Map<String, SshTarget> targets = new ConcurrentSkipListMap<>();

    /**
     * Adds one whose host's key is not known yet.
     *
     * @return whether its name is new; nothing is changed otherwise
     */
    boolean add(String name, SshTarget target) {
        return targets.putIfAbsent(name, target) == null;
    }

    /** From now on this host key is accepted, and no other: its user has looked at the fingerprint. */
    boolean trust(String name, String fingerprint) {
        return targets.computeIfPresent(name, (same, target) -> trusting(target, fingerprint)) != null;
    }

    private static SshTarget trusting(SshTarget target, String fingerprint) {
        SshTarget.Builder builder = SshTarget.builder().host(target.host()).port(target.port()).username(target.username())
                .password(target.password()).hostKeyFingerprint(fingerprint);
        target.identities().forEach(builder::identity);
        return builder.build();
    }

    boolean remove(String name) {
        SshTarget target = targets.remove(name);
        if (target != null) {
            target.destroy();
        }
        return target != null;
    }

    /** Null if there is none of this name. */
    SshTarget target(String name) {
        return name == null ? null : targets.get(name);
    }

    /** A view of all, by name. */
    Map<String, SshTarget> all() {
        return Map.copyOf(targets);
    }

    void destroy() {
        targets.keySet().forEach(this::remove);
    }
}
