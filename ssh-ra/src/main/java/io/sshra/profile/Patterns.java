package io.sshra.profile;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Patterns of ssh_config(5): {@code *} stands for any characters, {@code ?} for one, {@code !} in front negates. */
final class Patterns {

    private Patterns() {
    }

    /** Whether one of the patterns matches and no negated one does. */
    static boolean matches(List<String> patterns, String text) {
        boolean matched = false;
        for (String pattern : patterns) {
            boolean negated = pattern.startsWith("!");
            if (glob(negated ? pattern.substring(1) : pattern).matcher(text).matches()) {
                if (negated) {
                    return false;
                }
                matched = true;
            }
        }
        return matched;
    }

    /** Whether one of the patterns matches a keyword, upper and lower case alike. */
    static boolean anyMatches(List<String> patterns, String keyword) {
        return patterns.stream().anyMatch(pattern -> glob(pattern.toLowerCase(Locale.ROOT)).matcher(keyword).matches());
    }

    static boolean hasWildcard(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
    }

    private static Pattern glob(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (char c : pattern.toCharArray()) {
            regex.append(switch (c) {
                case '*' -> ".*";
                case '?' -> ".";
                default -> Pattern.quote(String.valueOf(c));
            });
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
