package io.sshra.profile;

import io.sshra.base.Wildcards;
import java.util.List;
import java.util.Locale;

/** Lists of patterns of ssh_config(5) (PATTERNS): one has to match, and none with {@code !} in front. */
final class Patterns {

    private Patterns() {
    }

    static boolean match(List<String> patterns, String text) {
        boolean matched = false;
        for (String pattern : patterns) {
            boolean negated = pattern.startsWith("!");
            if (Wildcards.match(negated ? pattern.substring(1) : pattern, text)) {
                if (negated) {
                    return false;
                }
                matched = true;
            }
        }
        return matched;
    }

    /** @param patterns with commas between */
    static boolean listMatches(String patterns, String text) {
        return match(List.of(patterns.split(",")), text);
    }

    /** The same, with upper and lower case alike: for names of hosts and keywords. */
    static boolean listMatchesIgnoringCase(String patterns, String text) {
        return listMatches(patterns.toLowerCase(Locale.ROOT), text.toLowerCase(Locale.ROOT));
    }
}
