package io.sshra.profile;

import io.sshra.SshProfileException;
import io.sshra.SshTarget;
import io.sshra.ssh.HostKeyRule;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which host keys a profile accepts: its pinned keys, or else those in its own known_hosts files, or else those in that of the
 * definition.
 */
final class HostKeys {

    private static final Pattern FINGERPRINT = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}");

    private HostKeys() {
    }

    /** For a profile of properties. */
    static HostKeyRule rule(ProfileSettings own, DefinitionSettings settings) throws SshProfileException {
        Set<String> fingerprints;
        try {
            fingerprints = fingerprints(own.hostKeys().fingerprints());
        } catch (IllegalArgumentException e) {
            throw ProfileReader.invalid(own.name(), "has an " + e.getMessage());
        }
        String ofProfile = own.hostKeys().knownHostsFile();
        String file = ProfileReader.isGiven(ofProfile) ? ofProfile : settings.knownHostsFile();
        List<Path> knownHosts = ProfileReader.isGiven(file) ? List.of(Path.of(file)) : List.of();
        return checked(own.name(), new HostKeyRule(knownHosts, fingerprints, policy(settings, fingerprints)));
    }

    /** For a profile of a file. */
    static HostKeyRule rule(String alias, HostSettings host, DefinitionSettings settings) throws SshProfileException {
        List<Path> knownHosts = host.paths(Keyword.USER_KNOWN_HOSTS_FILE);
        if (host.values(Keyword.USER_KNOWN_HOSTS_FILE).isEmpty() && ProfileReader.isGiven(settings.knownHostsFile())) {
            knownHosts = List.of(Path.of(settings.knownHostsFile()));
        }
        HostKeyRule.Policy policy = settings.hostKeyPolicy();
        if (policy != HostKeyRule.Policy.INSECURE && !host.values(Keyword.STRICT_HOST_KEY_CHECKING).isEmpty()) {
            policy = host.text(Keyword.STRICT_HOST_KEY_CHECKING, "").equalsIgnoreCase("accept-new")
                    ? HostKeyRule.Policy.ACCEPT_NEW : HostKeyRule.Policy.STRICT;
        }
        List<Path> global = host.paths(Keyword.GLOBAL_KNOWN_HOSTS_FILE);
        if (policy == HostKeyRule.Policy.ACCEPT_NEW && knownHosts.isEmpty() && !global.isEmpty()) {
            throw ProfileReader.invalid(alias, "has no UserKnownHostsFile to which a new host key could be added");
        }
        knownHosts = Stream.concat(knownHosts.stream(), global.stream()).distinct().toList();
        boolean update = host.text(Keyword.UPDATE_HOST_KEYS, "no").equalsIgnoreCase("yes");
        return checked(alias, new HostKeyRule(knownHosts, Set.of(), policy, host.hostKeyAlias(), update, host.keyStrength()));
    }

    /**
     * For an application's target, whose fingerprints have been checked. Without fingerprints and known_hosts it accepts no key:
     * the exception shows the key, so that the user can be asked.
     */
    static HostKeyRule rule(SshTarget given, DefinitionSettings settings) {
        Set<String> fingerprints = new LinkedHashSet<>();
        given.hostKeyFingerprints().forEach(word -> fingerprints.add(fingerprint(word)));
        List<Path> knownHosts = fingerprints.isEmpty() && ProfileReader.isGiven(settings.knownHostsFile())
                ? List.of(Path.of(settings.knownHostsFile())) : List.of();
        HostKeyRule rule = new HostKeyRule(knownHosts, fingerprints, policy(settings, fingerprints));
        return acceptsSomething(rule) ? rule : new HostKeyRule(List.of(), Set.of());
    }

    private static HostKeyRule.Policy policy(DefinitionSettings settings, Set<String> pinned) {
        return pinned.isEmpty() ? settings.hostKeyPolicy() : HostKeyRule.Policy.STRICT;
    }

    private static HostKeyRule checked(String profile, HostKeyRule rule) throws SshProfileException {
        if (!acceptsSomething(rule)) {
            throw ProfileReader.invalid(profile, "has neither known_hosts nor host key fingerprints: it could accept no host key");
        }
        return rule;
    }

    private static boolean acceptsSomething(HostKeyRule rule) {
        return rule.policy() == HostKeyRule.Policy.INSECURE || !rule.fingerprints().isEmpty() || !rule.knownHostsFiles().isEmpty();
    }

    /**
     * Reads a list.
     *
     * @param text separated by commas or white space; null or blank for none
     * @throws IllegalArgumentException if one is invalid; the message says which
     */
    static Set<String> fingerprints(String text) {
        Set<String> fingerprints = new LinkedHashSet<>();
        for (String word : ProfileReader.isGiven(text) ? text.strip().split("[,\\s]+") : new String[0]) {
            String fingerprint = fingerprint(word);
            if (fingerprint == null) {
                throw new IllegalArgumentException("invalid host key fingerprint " + word + ", expected SHA256: and 43 characters");
            }
            fingerprints.add(fingerprint);
        }
        return fingerprints;
    }

    /** As {@code ssh-keygen -l} prints it, without padding; null if invalid. */
    static String fingerprint(String text) {
        String unpadded = text.endsWith("=") ? text.substring(0, text.length() - 1) : text;
        return FINGERPRINT.matcher(unpadded).matches() ? unpadded : null;
    }
}
