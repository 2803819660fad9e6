package io.sshra.ssh;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Which host keys are accepted.
 *
 * @param knownHostsFiles read anew for each connect
 * @param fingerprints    pinned keys as {@code ssh-keygen -l} prints them, {@code SHA256:…} without padding
 * @param policy          what happens to a key of a host of which none is known
 * @param updateHostKeys  whether the first file follows a server that says that it has other keys by now
 */
public record HostKeyRule(List<Path> knownHostsFiles, Set<String> fingerprints, Policy policy, boolean updateHostKeys) {

    /** What happens to a key of a host of which none is known. A revoked one is refused by each. */
    public enum Policy {
        /** It is refused, as is a key other than those that are known. */
        STRICT,
        /** It is accepted and added to the first file; a key other than those that are known is refused. */
        ACCEPT_NEW,
        /** Any key is accepted: whoever is in the way can read and change everything. */
        INSECURE
    }

    public HostKeyRule {
        knownHostsFiles = List.copyOf(knownHostsFiles);
        fingerprints = Set.copyOf(fingerprints);
    }

    /** One that learns no other keys from a server. */
    public HostKeyRule(List<Path> knownHostsFiles, Set<String> fingerprints, Policy policy) {
        this(knownHostsFiles, fingerprints, policy, false);
    }

    /** The strict one. */
    public HostKeyRule(List<Path> knownHostsFiles, Set<String> fingerprints) {
        this(knownHostsFiles, fingerprints, Policy.STRICT);
    }
}
