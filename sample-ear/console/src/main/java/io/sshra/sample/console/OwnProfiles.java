package io.sshra.sample.console;

import io.sshra.SshTarget;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The profiles that a user has added for one visit. Their credentials are kept nowhere else: when the visit goes on at another server, they
 * have to be entered again. Thread-safe.
 */
final class OwnProfiles {

    private final Map<String, SshTarget> targets = new TreeMap<>();
    /** Profiles whose credential is not here. No name is in both maps. */
    private final Map<String, KeptVisit.Profile> incomplete = new TreeMap<>();

    /**
     * Adds a profile without a known host key. If only its credential was missing, the known host key remains.
     *
     * @return false if the name exists already; nothing is changed then
     */
    synchronized boolean add(String name, SshTarget target) {
        if (targets.containsKey(name)) {
            return false;
        }
        put(name, target, incomplete.remove(name));
        return true;
    }

    /**
     * Puts a profile in the place of another one, whose credential may be missing.
     *
     * @return false if that one does not exist, or there is another one of the new name; nothing is changed then
     */
    synchronized boolean replace(String before, String name, SshTarget target) {
        if (!has(before) || !before.equals(name) && has(name)) {
            return false;
        }
        KeptVisit.Profile known = incomplete.get(before);
        remove(before);
        put(name, target, known);
        return true;
    }

    /** @param known the same without its credential; null if there is none */
    private void put(String name, SshTarget target, KeptVisit.Profile known) {
        boolean same = known != null && known.host().equals(target.host()) && known.port() == target.port();
        targets.put(name, same ? trusting(target, Set.copyOf(known.fingerprints())) : target);
    }

    synchronized boolean has(String name) {
        return targets.containsKey(name) || incomplete.containsKey(name);
    }

    /** Accepts only this host key from now on: the user has confirmed its fingerprint. */
    synchronized boolean trust(String name, String fingerprint) {
        return targets.computeIfPresent(name, (same, target) -> trusting(target, Set.of(fingerprint))) != null;
    }

    private static SshTarget trusting(SshTarget target, Set<String> fingerprints) {
        // The old one is not destroyed, because another request may be connecting with it.
        return target.toBuilder().hostKeyFingerprints(fingerprints).build();
    }

    synchronized boolean remove(String name) {
        SshTarget target = targets.remove(name);
        if (target != null) {
            target.destroy();
        }
        return incomplete.remove(name) != null || target != null;
    }

    /** Null if there is no profile with this name, or if its credential is not here. */
    synchronized SshTarget target(String name) {
        return name == null ? null : targets.get(name);
    }

    /** Whether the profile's credential is not here. */
    synchronized boolean isIncomplete(String name) {
        return incomplete.containsKey(name);
    }

    /** All profiles, without their credentials. */
    synchronized List<KeptVisit.Profile> all() {
        Map<String, KeptVisit.Profile> all = new TreeMap<>(incomplete);
        targets.forEach((name, target) -> all.put(name, kept(name, target)));
        return List.copyOf(all.values());
    }

    private static KeptVisit.Profile kept(String name, SshTarget target) {
        return new KeptVisit.Profile(name, target.host(), target.port(), target.username(),
                target.hostKeyFingerprints().stream().sorted().toList());
    }

    /** Makes these the profiles, as another server has kept them. Credentials that are here remain. */
    synchronized void takeOver(List<KeptVisit.Profile> kept) {
        Set<String> gone = new HashSet<>(targets.keySet());
        incomplete.clear();
        for (KeptVisit.Profile profile : kept) {
            SshTarget target = targets.get(profile.name());
            if (target != null && kept(profile.name(), target).isAt(profile)) {
                gone.remove(profile.name());
                targets.put(profile.name(), trusting(target, Set.copyOf(profile.fingerprints())));
            } else {
                incomplete.put(profile.name(), profile);
            }
        }
        gone.forEach(name -> targets.remove(name).destroy());
    }

    synchronized void destroy() {
        List<String> names = new ArrayList<>(targets.keySet());
        names.forEach(this::remove);
    }
}
