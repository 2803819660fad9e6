package io.sshra.transport;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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

    /** What is offered unless somebody says otherwise. */
    public static final AlgorithmRule DEFAULTS = new AlgorithmRule(List.of(), Algorithms.names(Algorithms.KEY_EXCHANGES),
            Algorithms.names(Algorithms.CIPHERS), Algorithms.names(Algorithms.MACS));

    public AlgorithmRule {
        hostKeys = List.copyOf(hostKeys);
        keyExchanges = List.copyOf(keyExchanges);
        ciphers = List.copyOf(ciphers);
        macs = List.copyOf(macs);
    }

    /** The kinds of algorithms, by their keywords in ssh_config(5). */
    public enum Kind {

        HOST_KEYS(Algorithms.names(Algorithms.SIGNATURES)),
        KEY_EXCHANGES(Algorithms.names(Algorithms.KEY_EXCHANGES)),
        CIPHERS(Algorithms.names(Algorithms.CIPHERS)),
        MACS(Algorithms.names(Algorithms.MACS));

        private final List<String> known;

        Kind(List<String> known) {
            this.known = known;
        }

        /** All that this adapter can do and does not refuse, in order of preference. */
        public List<String> known() {
            return known;
        }

        /**
         * A list as ssh_config(5) has it: names or patterns with commas between, in place of the default; with {@code +} in
         * front they are appended to it, with {@code -} removed from it, with {@code ^} put at its head.
         *
         * @throws IllegalArgumentException if there is a name that is not known, or none is left
         */
        public List<String> parse(String text) {
            char how = text.charAt(0);
            String[] given = (how == '+' || how == '-' || how == '^' ? text.substring(1) : text).split(",");
            Set<String> result = new LinkedHashSet<>(how == '+' || how == '-' ? known : List.of());
            for (String pattern : given) {
                List<String> named = known.stream().filter(name -> Wildcards.match(pattern, name)).toList();
                if (how == '-') {
                    named.forEach(result::remove);
                } else if (named.isEmpty()) {
                    throw new IllegalArgumentException("the algorithm " + pattern + "; known are " + String.join(",", known));
                } else {
                    result.addAll(named);
                }
            }
            if (how == '^') {
                result.addAll(known);
            }
            if (result.isEmpty()) {
                throw new IllegalArgumentException(text + ", which leaves no algorithm");
            }
            return List.copyOf(result);
        }
    }
}
