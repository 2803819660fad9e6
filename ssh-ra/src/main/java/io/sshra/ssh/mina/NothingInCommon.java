package io.sshra.ssh.mina;

import io.sshra.SshText;
import io.sshra.ssh.algorithm.AlgorithmKind;
import java.util.List;
import org.apache.sshd.common.kex.KexProposalOption;

/**
 * That the two sides of a key exchange agree on nothing (RFC 4253 section 7.1).
 *
 * @param option for what
 * @param client what was offered
 * @param server what the server has
 */
record NothingInCommon(KexProposalOption option, String client, String server) {

    /** Both lists, and what this adapter could offer instead. */
    String text() {
        return option.getDescription() + " (client: " + client + " / server: " + SshText.visible(server) + ")" + advice();
    }

    private String advice() {
        AlgorithmKind kind = kind();
        if (kind == null) {
            return "";
        }
        List<String> ofServer = List.of(server.split(","));
        List<String> known = kind.known().stream().filter(ofServer::contains).toList();
        if (!known.isEmpty()) {
            return ". This adapter has " + String.join(",", known) + " on request: " + kind.keyword() + " +" + String.join(",", known);
        }
        List<String> legacy = kind.legacy().stream().filter(ofServer::contains).toList();
        return legacy.isEmpty() ? ". This adapter has none of the server's"
                : ". Of the server's, this adapter has only legacy ones, " + String.join(",", legacy) + ", which legacyAlgorithms switches on";
    }

    private AlgorithmKind kind() {
        return switch (option) {
            case ALGORITHMS -> AlgorithmKind.KEY_EXCHANGES;
            case SERVERKEYS -> AlgorithmKind.HOST_KEYS;
            case C2SENC, S2CENC -> AlgorithmKind.CIPHERS;
            case C2SMAC, S2CMAC -> AlgorithmKind.MACS;
            default -> null;
        };
    }
}
