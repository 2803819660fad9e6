package io.sshra.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

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
         * A list as ssh_config(5) has it: names with commas between, in place of the default; with {@code +} in front they
         * are appended to it, with {@code -} removed from it (wildcards allowed), with {@code ^} put at its head.
         *
         * @throws IllegalArgumentException if there is a name that is not known, or none is left
         */
        public List<String> parse(String text) {
            char how = text.charAt(0);
            List<String> given = List.of((how == '+' || how == '-' || how == '^' ? text.substring(1) : text).split(","));
            List<String> result = new ArrayList<>();
            if (how == '-') {
                known.stream().filter(name -> given.stream().noneMatch(pattern -> glob(pattern).matcher(name).matches()))
                        .forEach(result::add);
            } else {
                for (String name : given) {
                    if (!known.contains(name)) {
                        throw new IllegalArgumentException("the algorithm " + name + "; known are " + String.join(",", known));
                    }
                }
                if (how == '+') {
                    addAbsent(result, known);
                }
                addAbsent(result, given);
                if (how == '^') {
                    addAbsent(result, known);
                }
            }
            if (result.isEmpty()) {
                throw new IllegalArgumentException("no algorithm that is left");
            }
            return result;
        }

        private static void addAbsent(List<String> list, List<String> more) {
            more.stream().filter(name -> !list.contains(name)).forEach(list::add);
        }

        private static Pattern glob(String pattern) {
            return Pattern.compile(Pattern.quote(pattern).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"));
        }
    }
}
