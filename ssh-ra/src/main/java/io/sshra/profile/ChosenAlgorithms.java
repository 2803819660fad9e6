package io.sshra.profile;

import io.sshra.SshAlgorithms;
import io.sshra.ssh.algorithm.AlgorithmKind;
import io.sshra.ssh.algorithm.AlgorithmRule;

/** The algorithms that properties or an application choose. They are meant for this adapter: a name that it does not have is an error. */
final class ChosenAlgorithms {

    private ChosenAlgorithms() {
    }

    /** @throws IllegalArgumentException whose message says which list is invalid, and why */
    static AlgorithmRule rule(SshAlgorithms chosen) {
        AlgorithmRule rule = chosen.legacy() ? AlgorithmRule.WITH_LEGACY : AlgorithmRule.DEFAULTS;
        for (AlgorithmKind kind : AlgorithmKind.values()) {
            String list = list(chosen, kind);
            if (ProfileReader.isGiven(list)) {
                try {
                    rule = rule.with(kind, parse(kind, list.strip(), chosen.legacy()).names());
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(kind.keyword() + ": " + e.getMessage(), e);
                }
            }
        }
        return rule;
    }

    /** @throws IllegalArgumentException whose message says why */
    static AlgorithmKind.Selection parse(AlgorithmKind kind, String list, boolean legacy) {
        AlgorithmKind.Selection selection = kind.parse(list, legacy);
        if (!selection.leftOut().isEmpty()) {
            throw new IllegalArgumentException(String.join(",", selection.leftOut()) + " can't be offered"
                    + (kind.legacy().containsAll(selection.leftOut()) ? " without legacyAlgorithms" : ", expected some of "
                    + String.join(",", kind.known())));
        }
        return selection;
    }

    private static String list(SshAlgorithms chosen, AlgorithmKind kind) {
        return switch (kind) {
            case HOST_KEYS -> chosen.hostKeyAlgorithms();
            case KEY_EXCHANGES -> chosen.kexAlgorithms();
            case CIPHERS -> chosen.ciphers();
            case MACS -> chosen.macs();
        };
    }
}
