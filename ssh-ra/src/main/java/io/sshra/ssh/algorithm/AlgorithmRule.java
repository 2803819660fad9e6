package io.sshra.ssh.algorithm;

import java.util.List;

/**
 * Which algorithms are offered, each list in order of preference.
 *
 * @param hostKeys     host key algorithms (RFC 4253 section 6.6); empty for the default, with those first whose keys are known for
 *                     the host
 * @param keyExchanges key exchange methods (RFC 4253 section 7); never empty
 * @param ciphers      encryption (RFC 4253 section 6.3); never empty
 * @param macs         message authentication (RFC 4253 section 6.4); never empty
 * @param legacy       whether algorithms are allowed that are offered to nobody else, see {@link Algorithms#isLegacy}
 */
public record AlgorithmRule(List<String> hostKeys, List<String> keyExchanges, List<String> ciphers, List<String> macs, boolean legacy) {

    /** What is offered by default. */
    public static final AlgorithmRule DEFAULTS = new AlgorithmRule(List.of(), AlgorithmKind.KEY_EXCHANGES.offered(),
            AlgorithmKind.CIPHERS.offered(), AlgorithmKind.MACS.offered(), false);

    /** What is offered by default to a target for which legacy algorithms are switched on: all that there is, the best first. */
    public static final AlgorithmRule WITH_LEGACY = new AlgorithmRule(List.of(), AlgorithmKind.KEY_EXCHANGES.offered(true),
            AlgorithmKind.CIPHERS.offered(true), AlgorithmKind.MACS.offered(true), true);

    public AlgorithmRule {
        hostKeys = List.copyOf(hostKeys);
        keyExchanges = List.copyOf(keyExchanges);
        ciphers = List.copyOf(ciphers);
        macs = List.copyOf(macs);
    }

    /** The same with other algorithms of one kind, in order of preference. */
    public AlgorithmRule with(AlgorithmKind kind, List<String> names) {
        return switch (kind) {
            case HOST_KEYS -> new AlgorithmRule(names, keyExchanges, ciphers, macs, legacy);
            case KEY_EXCHANGES -> new AlgorithmRule(hostKeys, names, ciphers, macs, legacy);
            case CIPHERS -> new AlgorithmRule(hostKeys, keyExchanges, names, macs, legacy);
            case MACS -> new AlgorithmRule(hostKeys, keyExchanges, ciphers, names, legacy);
        };
    }
}
