package io.sshra.policy;

import io.sshra.base.Wildcards;
import java.util.ArrayList;
import java.util.List;

/**
 * A pattern of absolute paths: {@code *} in a name matches any characters of that name, and {@code **} as the last name matches one or more
 * names, so that it is everything below a folder and not the folder itself. Only normalised paths match: what a server could read in another
 * way than this class does not.
 */
final class PathPattern {

    private static final String BELOW = "**";

    private final String text;
    private final List<String> names;
    private final boolean below;

    private PathPattern(String text, List<String> names, boolean below) {
        this.text = text;
        this.names = names;
        this.below = below;
    }

    /** @throws IllegalArgumentException whose message says what is wrong */
    static PathPattern of(String text) {
        if (!isNormal(text)) {
            throw new IllegalArgumentException("invalid path " + text + ", expected one that begins with / and has no empty name, no . and .."
                    + " and no backslash");
        }
        List<String> names = new ArrayList<>(namesOf(text));
        boolean below = !names.isEmpty() && names.get(names.size() - 1).equals(BELOW);
        if (below) {
            names.remove(names.size() - 1);
        }
        if (names.stream().anyMatch(name -> name.contains(BELOW) || name.contains("?") || name.contains("["))) {
            throw new IllegalArgumentException("invalid path " + text + ": ** is allowed as the last name only, and ? and [ have no meaning");
        }
        return new PathPattern(text, List.copyOf(names), below);
    }

    /**
     * Whether a path is absolute and can be read in one way only: no empty name, {@code .}, {@code ..}, no backslash, which is a separator for
     * some servers, and no control characters.
     */
    static boolean isNormal(String path) {
        return path.equals("/") || path.startsWith("/") && path.chars().noneMatch(c -> c == '\\' || Character.isISOControl(c))
                && namesOf(path).stream().noneMatch(name -> name.isEmpty() || name.equals(".") || name.equals(".."));
    }

    private static List<String> namesOf(String path) {
        return path.equals("/") ? List.of() : List.of(path.substring(1).split("/", -1));
    }

    boolean matches(String path) {
        if (!isNormal(path)) {
            return false;
        }
        List<String> given = namesOf(path);
        if (below ? given.size() <= names.size() : given.size() != names.size()) {
            return false;
        }
        for (int i = 0; i < names.size(); i++) {
            if (!matches(names.get(i), given.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** {@link Wildcards} also knows {@code ?}, which no pattern of paths has. */
    private static boolean matches(String pattern, String name) {
        return Wildcards.match(pattern, name);
    }

    @Override
    public String toString() {
        return text;
    }
}
