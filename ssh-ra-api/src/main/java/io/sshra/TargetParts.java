package io.sshra;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parts of an {@link SshTarget}: the target owns its secrets, the target's builder those that the caller has given. */
final class TargetParts {

    private static final int MAX_JUMPS = 10;
    private static final Pattern FINGERPRINT = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}=?");

    @Nullable String host;
    int port = SshTarget.DEFAULT_PORT;
    @Nullable String username;
    char @Nullable [] password;
    List<SshIdentity> identities = new ArrayList<>();
    @Nullable SshCertificateAuthority authority;
    Map<String, char[]> promptAnswers = new LinkedHashMap<>();
    Set<String> hostKeyFingerprints = new LinkedHashSet<>();
    @Nullable String privilegeLevel;
    @Nullable SshTarget jump;
    @Nullable SshProxy proxy;
    boolean allowForwarding;
    SshAlgorithms algorithms = SshAlgorithms.DEFAULTS;
    SshRemoteShell remoteShell = SshRemoteShell.POSIX;

    /** The same parts, with the same secrets in collections of their own. */
    TargetParts shared() {
        TargetParts other = new TargetParts();
        other.host = host;
        other.port = port;
        other.username = username;
        other.password = password;
        other.identities.addAll(identities);
        other.authority = authority;
        other.promptAnswers.putAll(promptAnswers);
        other.hostKeyFingerprints.addAll(hostKeyFingerprints);
        other.privilegeLevel = privilegeLevel;
        other.jump = jump;
        other.proxy = proxy;
        other.allowForwarding = allowForwarding;
        other.algorithms = algorithms;
        other.remoteShell = remoteShell;
        return other;
    }

    /** The same parts, with copies of the password and the answers. */
    TargetParts owned() {
        TargetParts other = shared();
        other.password = copy(password);
        other.promptAnswers = copy(promptAnswers);
        other.identities = List.copyOf(identities);
        other.hostKeyFingerprints = Set.copyOf(hostKeyFingerprints);
        return other;
    }

    static char @Nullable [] copy(char @Nullable [] secret) {
        return secret == null ? null : secret.clone();
    }

    static Map<String, char[]> copy(Map<String, char[]> secrets) {
        Map<String, char[]> copies = new LinkedHashMap<>();
        secrets.forEach((prompt, answer) -> copies.put(prompt, answer.clone()));
        return copies;
    }

    void host(@Nullable String value) {
        host = Checks.host(value, "the host");
    }

    void username(@Nullable String value) {
        username = Checks.word(value, "the user name of the target", "give the login on the target");
    }

    void promptAnswer(String part, char[] answer) {
        String advice = "give a part of the question";
        if (Checks.notNull(part, "the question", advice).isBlank()) {
            throw Checks.invalid("the question is empty", advice);
        }
        promptAnswers.put(part, Checks.notNull(answer, "the answer", "give an empty one for none"));
    }

    void promptAnswers(Map<String, char[]> answers) {
        Map<String, char[]> copy = new LinkedHashMap<>(Checks.notNull(answers, "the map of answers", "give an empty map for none"));
        promptAnswers.clear();
        copy.forEach(this::promptAnswer);
    }

    void identity(SshIdentity identity) {
        identities.add(Checks.notNull(identity, "the identity", "give a private key"));
    }

    void identities(List<SshIdentity> all) {
        List<SshIdentity> copy = new ArrayList<>(Checks.notNull(all, "the list of identities", "give an empty list for none"));
        identities.clear();
        copy.forEach(this::identity);
    }

    void hostKeyFingerprints(Set<String> all) {
        Set<String> copy = new LinkedHashSet<>(Checks.notNull(all, "the set of fingerprints", "give an empty set for none"));
        hostKeyFingerprints.clear();
        copy.forEach(this::hostKeyFingerprint);
    }

    void hostKeyFingerprint(String fingerprint) {
        String advice = "give what ssh-keygen -l prints, SHA256: and 43 characters";
        if (!FINGERPRINT.matcher(Checks.notNull(fingerprint, "the fingerprint", advice)).matches()) {
            throw Checks.invalid("invalid fingerprint of a host key, " + Checks.shown(fingerprint), advice);
        }
        hostKeyFingerprints.add(fingerprint);
    }

    /** Checks that nothing is missing. */
    void check() {
        host(host);
        username(username);
        if (authority != null && !identities.isEmpty()) {
            throw Checks.invalid("the target has a private key and a certificate authority", "give one of them");
        }
        if (jump != null && proxy != null) {
            throw Checks.invalid("the target has a jump host and a proxy", "give the proxy to the jump host, which is what is connected to");
        }
        int jumps = 0;
        for (SshTarget next = jump; next != null; next = next.jump()) {
            jumps++;
        }
        if (jumps > MAX_JUMPS) {
            throw Checks.invalid("the target has more than " + MAX_JUMPS + " jump hosts in a row", "leave out a jump host");
        }
    }

    /** Wipes the secrets, those of the jump host and the proxy included. */
    void wipe() {
        wipe(password);
        identities.forEach(SshIdentity::destroy);
        if (authority != null) {
            authority.destroy();
        }
        promptAnswers.values().forEach(TargetParts::wipe);
        if (proxy != null) {
            proxy.destroy();
        }
        if (jump != null) {
            jump.destroy();
        }
    }

    static void wipe(char @Nullable [] secret) {
        if (secret != null) {
            Arrays.fill(secret, '\0');
        }
    }
}
