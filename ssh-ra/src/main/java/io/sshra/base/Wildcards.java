package io.sshra.base;

import java.util.List;
import java.util.Locale;

/**
 * Patterns of ssh_config(5) and known_hosts: {@code *} matches any characters, {@code ?} matches one. A pattern may come from
 * an attacker, so the time is at most proportional to the product of both lengths.
 */
public final class Wildcards {

    private Wildcards() {
    }

    /** Whether a pattern has a wildcard, and so is not just a name. */
    public static boolean areIn(String pattern) {
        return pattern.indexOf('*') >= 0 || pattern.indexOf('?') >= 0;
    }

    /** Whether a list of patterns matches a text: one of them matches, and no pattern with {@code !} in front does. */
    public static boolean matchAny(List<String> patterns, CharSequence text) {
        boolean matched = false;
        for (String pattern : patterns) {
            boolean negated = pattern.startsWith("!");
            if (match(negated ? pattern.substring(1) : pattern, text)) {
                if (negated) {
                    return false;
                }
                matched = true;
            }
        }
        return matched;
    }

    /** The same for a list with commas. */
    public static boolean matchList(String patterns, CharSequence text) {
        return matchAny(List.of(patterns.split(",")), text);
    }

    /** The same without regard to case: for names of hosts and keywords. */
    public static boolean matchListIgnoringCase(String patterns, String text) {
        return matchList(patterns.toLowerCase(Locale.ROOT), text.toLowerCase(Locale.ROOT));
    }

    /** Whether one pattern matches the whole text. */
    public static boolean match(CharSequence pattern, CharSequence text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int behindStar = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                behindStar = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++behindStar;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
