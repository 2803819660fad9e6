package io.sshra.ssh.algorithm;

import io.sshra.base.Wildcards;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.sshd.common.NamedResource;

/** The kinds of algorithms, by their keywords in ssh_config(5), and how a list of them is read. */
public enum AlgorithmKind {

    HOST_KEYS("HostKeyAlgorithms", Algorithms.SIGNATURES, LegacyAlgorithms.SIGNATURES, OpenSshAlgorithms.HOST_KEYS),
    KEY_EXCHANGES("KexAlgorithms", Algorithms.KEY_EXCHANGES, LegacyAlgorithms.KEY_EXCHANGES, OpenSshAlgorithms.KEY_EXCHANGES),
    CIPHERS("Ciphers", Algorithms.CIPHERS, LegacyAlgorithms.CIPHERS, OpenSshAlgorithms.CIPHERS),
    MACS("MACs", Algorithms.MACS, LegacyAlgorithms.MACS, OpenSshAlgorithms.MACS);

    private final String keyword;
    private final List<String> known;
    private final List<String> offered;
    private final List<String> legacy;
    private final List<String> all;
    private final Set<String> onlyInOpenSsh;

    AlgorithmKind(String keyword, List<? extends NamedResource> known, List<? extends NamedResource> legacy, Set<String> onlyInOpenSsh) {
        this.keyword = keyword;
        this.known = Algorithms.names(known);
        this.offered = this.known.stream().filter(name -> !Algorithms.ON_REQUEST.contains(name)).toList();
        this.legacy = Algorithms.names(legacy);
        Stream<String> onRequest = this.known.stream().filter(Algorithms.ON_REQUEST::contains);
        this.all = Stream.of(offered.stream(), onRequest, this.legacy.stream()).flatMap(names -> names).toList();
        this.onlyInOpenSsh = onlyInOpenSsh;
    }

    /** What a list says. */
    public static final class Selection {

        private final List<String> names;
        private final List<String> leftOut;

        private Selection(List<String> names, List<String> leftOut) {
            this.names = List.copyOf(names);
            this.leftOut = List.copyOf(leftOut);
        }

        /** The algorithms, in order of preference; never empty. */
        public List<String> names() {
            return names;
        }

        /** What the list names and what can't be offered: algorithms that only OpenSSH has, and legacy ones where these are not allowed. */
        public List<String> leftOut() {
            return leftOut;
        }
    }

    /** As ssh_config(5) spells it. */
    public String keyword() {
        return keyword;
    }

    /** All that this adapter has but for legacy ones, in order of preference. */
    public List<String> known() {
        return known;
    }

    /** Those that are offered by default, in order of preference. */
    public List<String> offered() {
        return offered;
    }

    /** Those that a profile has to switch on, in order of preference. */
    public List<String> legacy() {
        return legacy;
    }

    /** What {@code +}, {@code -} and {@code ^} start from. */
    List<String> offered(boolean legacyAllowed) {
        return legacyAllowed ? all : offered;
    }

    /**
     * Parses a list in the format of ssh_config(5): names or patterns with commas replace the default. With {@code +} in front they
     * are appended to it, with {@code -} they are removed from it, with {@code ^} they are moved to its head. If none of the default
     * would be left, the known algorithms that are not offered by default are used.
     *
     * @throws IllegalArgumentException if not even OpenSSH knows a name, or no algorithm is left
     */
    public Selection parse(String text, boolean legacyAllowed) {
        char how = text.charAt(0);
        List<String> patterns = List.of((how == '+' || how == '-' || how == '^' ? text.substring(1) : text).split(","));
        List<String> leftOut = new ArrayList<>();
        Set<String> result = new LinkedHashSet<>();
        switch (how) {
            case '+' -> {
                result.addAll(offered(legacyAllowed));
                result.addAll(named(patterns, legacyAllowed, leftOut));
            }
            case '-' -> {
                result.addAll(without(patterns, offered(legacyAllowed)));
                result.addAll(result.isEmpty() ? without(patterns, known) : List.of());
            }
            case '^' -> {
                result.addAll(named(patterns, legacyAllowed, leftOut));
                result.addAll(offered(legacyAllowed));
            }
            default -> result.addAll(named(patterns, legacyAllowed, leftOut));
        }
        if (result.isEmpty()) {
            throw new IllegalArgumentException(text + " leaves no algorithm" + (leftOut.stream().anyMatch(legacy::contains)
                    ? ": it names legacy algorithms, which legacyAlgorithms switches on" : ", expected some of " + String.join(",", known)));
        }
        return new Selection(List.copyOf(result), leftOut);
    }

    /**
     * Parses a list of what is accepted from others, in the same format. It has no default of its own: {@code +} and {@code ^} accept all
     * that this adapter has, and {@code -} removes some of that.
     *
     * @throws IllegalArgumentException as {@link #parse}
     */
    public List<String> parseAccepted(String text, boolean legacyAllowed) {
        Selection selection = parse(text, legacyAllowed);
        return switch (text.charAt(0)) {
            case '+', '^' -> Stream.concat(known.stream(), selection.names().stream()).distinct().toList();
            case '-' -> without(List.of(text.substring(1).split(",")), known);
            default -> selection.names();
        };
    }

    private List<String> named(List<String> patterns, boolean legacyAllowed, List<String> leftOut) {
        List<String> named = new ArrayList<>();
        for (String pattern : patterns) {
            List<String> matching = matching(pattern, legacyAllowed ? Stream.concat(known.stream(), legacy.stream()) : known.stream());
            named.addAll(matching);
            if (matching.isEmpty()) {
                List<String> others = matching(pattern, Stream.concat(legacy.stream(), onlyInOpenSsh.stream().sorted()));
                if (others.isEmpty()) {
                    throw new IllegalArgumentException("unknown algorithm " + pattern + ", expected some of " + String.join(",", known));
                }
                leftOut.addAll(others);
            }
        }
        return named;
    }

    private static List<String> matching(String pattern, Stream<String> names) {
        return names.filter(name -> Wildcards.match(pattern, name)).toList();
    }

    private static List<String> without(List<String> patterns, List<String> names) {
        return names.stream().filter(name -> patterns.stream().noneMatch(pattern -> Wildcards.match(pattern, name))).toList();
    }
}
