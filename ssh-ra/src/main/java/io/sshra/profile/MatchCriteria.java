package io.sshra.profile;

import io.sshra.base.ConfigLine;
import io.sshra.base.Wildcards;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The criteria of a {@code Match} line. All of them have to be true.
 *
 * @param all     those that can be decided
 * @param problem what can't be decided, or is wrong with the line; null if nothing is
 */
record MatchCriteria(List<Criterion> all, String problem) {

    private static final Map<String, Attribute> ATTRIBUTES = Map.of("all", Attribute.ALL, "final", Attribute.FINAL,
            "canonical", Attribute.CANONICAL, "host", Attribute.HOST, "originalhost", Attribute.ORIGINAL_HOST, "user",
            Attribute.USER, "localuser", Attribute.LOCAL_USER);
    /** Those of OpenSSH that take a value, and about which nothing is known here. */
    private static final Set<String> UNDECIDED = Set.of("command", "exec", "localnetwork", "sessiontype", "tagged", "version");

    private enum Attribute {
        ALL, FINAL, CANONICAL, HOST, ORIGINAL_HOST, USER, LOCAL_USER;

        boolean standsAlone() {
            return this == ALL || this == FINAL || this == CANONICAL;
        }
    }

    /** @param patterns with commas between; null if the attribute stands alone */
    private record Criterion(Attribute attribute, boolean negated, String patterns) {

        boolean isTrueFor(HostSettings settings) {
            return negated != switch (attribute) {
                case ALL -> true;
                // Names are never canonicalized here. As for ssh, a final pass counts as canonical.
                case FINAL, CANONICAL -> settings.isFinalPass();
                case HOST -> Wildcards.matchListIgnoringCase(patterns, settings.host());
                case ORIGINAL_HOST -> Wildcards.matchListIgnoringCase(patterns, settings.alias());
                case USER -> Wildcards.matchList(patterns, settings.text(Keyword.USER, ""));
                case LOCAL_USER -> Wildcards.matchList(patterns, System.getProperty("user.name"));
            };
        }
    }

    /** A line with a problem matches whoever its other criteria match. */
    static MatchCriteria of(ConfigLine line) {
        List<Criterion> criteria = new ArrayList<>();
        try {
            if (line.problem() != null) {
                throw new IllegalArgumentException(line.problem());
            }
            String undecided = parse(line.words(), criteria);
            checkAll(criteria, undecided == null ? 0 : 1);
            return new MatchCriteria(criteria, undecided);
        } catch (IllegalArgumentException e) {
            return new MatchCriteria(criteria, e.getMessage());
        }
    }

    /** @return null if all can be decided */
    private static String parse(List<String> words, List<Criterion> criteria) {
        String undecided = null;
        for (int i = 0; i < words.size(); i++) {
            String[] parts = words.get(i).split("=", 2);
            boolean negated = parts[0].startsWith("!");
            String name = parts[0].substring(negated ? 1 : 0).toLowerCase(Locale.ROOT);
            Attribute attribute = ATTRIBUTES.get(name);
            if (attribute == null && !UNDECIDED.contains(name)) {
                throw unsupported(name);
            }
            String patterns = null;
            if (attribute != null && attribute.standsAlone()) {
                if (parts.length > 1) {
                    throw new IllegalArgumentException(name + " takes no value");
                }
            } else {
                patterns = parts.length > 1 ? parts[1] : ++i < words.size() ? words.get(i) : "";
                if (patterns.isEmpty()) {
                    throw new IllegalArgumentException(name + " needs a " + (attribute == null ? "value" : "pattern"));
                }
            }
            if (attribute == null) {
                undecided = unsupported(name).getMessage();
            } else {
                criteria.add(new Criterion(attribute, negated, patterns));
            }
        }
        return undecided;
    }

    private static IllegalArgumentException unsupported(String name) {
        return new IllegalArgumentException("unsupported criterion " + name
                + ", expected one of all, host, originalhost, user, localuser, canonical, final");
    }

    /** @param others how many other criteria there are */
    private static void checkAll(List<Criterion> criteria, int others) {
        for (int i = 0; i < criteria.size(); i++) {
            boolean isAllowed = others == 0 && i == criteria.size() - 1 && (i == 0 || i == 1 && criteria.get(0).attribute().standsAlone());
            if (criteria.get(i).attribute() == Attribute.ALL && !isAllowed) {
                throw new IllegalArgumentException("all can be combined only with canonical or final");
            }
        }
    }

    /** Whether it asks for a second pass over the file, with the results of the first one. */
    boolean wantsFinalPass() {
        return all.stream().anyMatch(criterion -> criterion.attribute() == Attribute.FINAL);
    }

    /** If there is a problem, they may be true. */
    boolean areTrueFor(HostSettings settings) {
        return all.stream().allMatch(criterion -> criterion.isTrueFor(settings));
    }
}
