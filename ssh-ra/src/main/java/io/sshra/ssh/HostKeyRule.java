package io.sshra.ssh;

import io.sshra.ssh.algorithm.KeyStrength;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Which host keys to accept.
 *
 * @param knownHostsFiles read again for each connect
 * @param fingerprints    pinned keys as {@code ssh-keygen -l} prints them, {@code SHA256:…} without padding
 * @param policy          what to do with a key of a host that has no known key
 * @param alias           the name of the host in these files, and in its certificate, whatever its port ({@code HostKeyAlias}); null for
 *                        its own
 * @param updateHostKeys  whether the first file follows a server that announces other keys ({@code UpdateHostKeys})
 * @param strength        which keys are strong enough, whatever the other rules say
 */
public record HostKeyRule(List<Path> knownHostsFiles, Set<String> fingerprints, Policy policy, String alias, boolean updateHostKeys,
        KeyStrength strength) {

    /** What to do with a key of a host that has no known key. Each policy refuses a revoked key. */
    public enum Policy {
        /** Refuse it. Also refuse a key that differs from the known ones. */
        STRICT,
        /** Accept it and add it to the first file. Refuse a key that differs from the known ones. */
        ACCEPT_NEW,
        /** Accept any key: a man in the middle can read and change everything. */
        INSECURE
    }

    public HostKeyRule {
        knownHostsFiles = List.copyOf(knownHostsFiles);
        fingerprints = Set.copyOf(fingerprints);
    }

    /** A rule that learns no other keys from a server. */
    public HostKeyRule(List<Path> knownHostsFiles, Set<String> fingerprints, Policy policy) {
        this(knownHostsFiles, fingerprints, policy, null, false, KeyStrength.DEFAULTS);
    }

    /** A strict rule that learns no other keys from a server. */
    public HostKeyRule(List<Path> knownHostsFiles, Set<String> fingerprints) {
        this(knownHostsFiles, fingerprints, Policy.STRICT);
    }
}
