package io.sshra.ssh.algorithm;

import io.sshra.base.Wildcards;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.sshd.common.NamedResource;

/**
 * Which algorithms are offered, each list in order of preference.
 *
 * @param hostKeys     host key algorithms (RFC 4253 section 6.6); empty for {@link #DEFAULTS}, with those first whose keys
 *                     are known for the host
 * @param keyExchanges key exchange methods (RFC 4253 section 7); never empty
 * @param ciphers      encryption (RFC 4253 section 6.3); never empty
 * @param macs         message authentication (RFC 4253 section 6.4); never empty
 */
public record AlgorithmRule(List<String> hostKeys, List<String> keyExchanges, List<String> ciphers, List<String> macs) {

    /** What is offered by default. */
    public static final AlgorithmRule DEFAULTS = new AlgorithmRule(List.of(), Algorithms.offered(Algorithms.KEY_EXCHANGES),
            Algorithms.offered(Algorithms.CIPHERS), Algorithms.offered(Algorithms.MACS));

    public AlgorithmRule {
        hostKeys = List.copyOf(hostKeys);
        keyExchanges = List.copyOf(keyExchanges);
        ciphers = List.copyOf(ciphers);
        macs = List.copyOf(macs);
    }

    /** The same with other algorithms of one kind, in order of preference. */
    public AlgorithmRule with(Kind kind, List<String> names) {
        return switch (kind) {
            case HOST_KEYS -> new AlgorithmRule(names, keyExchanges, ciphers, macs);
            case KEY_EXCHANGES -> new AlgorithmRule(hostKeys, names, ciphers, macs);
            case CIPHERS -> new AlgorithmRule(hostKeys, keyExchanges, names, macs);
            case MACS -> new AlgorithmRule(hostKeys, keyExchanges, ciphers, names);
        };
    }

    /** The kinds of algorithms, by their keywords in ssh_config(5). */
    public enum Kind {

        HOST_KEYS(Algorithms.SIGNATURES),
        KEY_EXCHANGES(Algorithms.KEY_EXCHANGES),
        CIPHERS(Algorithms.CIPHERS),
        MACS(Algorithms.MACS);

        private final List<String> known;
        private final List<String> offered;

        Kind(List<? extends NamedResource> factories) {
            this.known = Algorithms.names(factories);
            this.offered = Algorithms.offered(factories);
        }

        /** All that this adapter supports, in order of preference. */
        public List<String> known() {
            return known;
        }

        /** The algorithms that are offered by default, in order of preference. */
        public List<String> offered() {
            return offered;
        }

        /**
         * Parses a list in the format of ssh_config(5): names or patterns with commas replace the default. With {@code +} in
         * front they are appended to it, with {@code -} they are removed from it, with {@code ^} they are moved to its head. If
         * none of the default would be left, the known algorithms that are not offered by default are used.
         *
         * @throws IllegalArgumentException if a name is unknown or no algorithm is left
         */
        public List<String> parse(String text) {
            char how = text.charAt(0);
            List<String> patterns = List.of((how == '+' || how == '-' || how == '^' ? text.substring(1) : text).split(","));
            Set<String> result = new LinkedHashSet<>();
            switch (how) {
                case '+' -> {
                    result.addAll(offered);
                    result.addAll(named(patterns));
                }
                case '-' -> {
                    result.addAll(without(patterns, offered));
                    result.addAll(result.isEmpty() ? without(patterns, known) : List.of());
                }
                case '^' -> {
                    result.addAll(named(patterns));
                    result.addAll(offered);
                }
                default -> result.addAll(named(patterns));
            }
            if (result.isEmpty()) {
                throw new IllegalArgumentException(text + " leaves no algorithm");
            }
            return List.copyOf(result);
        }

        private List<String> named(List<String> patterns) {
            List<String> named = new ArrayList<>();
            for (String pattern : patterns) {
                List<String> matching = known.stream().filter(name -> Wildcards.match(pattern, name)).toList();
                if (matching.isEmpty()) {
                    throw new IllegalArgumentException("unknown algorithm " + pattern + ", expected one of "
                            + String.join(",", known));
                }
                named.addAll(matching);
            }
            return named;
        }

        private static List<String> without(List<String> patterns, List<String> names) {
            return names.stream().filter(name -> patterns.stream().noneMatch(pattern -> Wildcards.match(pattern, name))).toList();
        }
    }
}
