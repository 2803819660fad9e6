package io.sshra.transport;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Which host keys are accepted: those that {@code known_hosts} files hold for the host, and those whose fingerprint is
 * pinned. Strict: whatever else is offered fails.
 *
 * @param knownHostsFiles read anew for each connect
 * @param fingerprints    as {@code ssh-keygen -l} prints them, {@code SHA256:…} without padding
 */
public record HostKeyRule(List<Path> knownHostsFiles, Set<String> fingerprints) {

    public HostKeyRule {
        knownHostsFiles = List.copyOf(knownHostsFiles);
        fingerprints = Set.copyOf(fingerprints);
    }
}
