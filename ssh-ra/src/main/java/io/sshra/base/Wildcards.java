package io.sshra.base;

/**
 * Patterns as ssh_config(5) and known_hosts have them: {@code *} stands for any characters, {@code ?} for one. In time
 * proportional to both lengths at the worst, because a pattern may be somebody's who means harm.
 */
public final class Wildcards {

    private Wildcards() {
    }

    /** Whether a pattern is more than a name. */
    public static boolean areIn(String pattern) {
        return pattern.indexOf('*') >= 0 || pattern.indexOf('?') >= 0;
    }

    /** Whether the whole text is what the pattern stands for. */
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
