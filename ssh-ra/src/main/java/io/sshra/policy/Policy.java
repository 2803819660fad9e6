package io.sshra.policy;

import java.util.Map;

/** All levels of a policy file in one state of it. */
public final class Policy {

    private final Map<String, Level> levels;
    private final String defaultLevel;

    /** @param defaultLevel the level for profiles whose level has no rules of its own; null if there is none */
    Policy(Map<String, Level> levels, String defaultLevel) {
        this.levels = Map.copyOf(levels);
        this.defaultLevel = defaultLevel;
    }

    /**
     * Reads a policy.
     *
     * @param text its lines
     * @param name of the file, for places
     * @throws IllegalArgumentException with place and reason of the first error
     */
    public static Policy read(String text, String name) {
        return new PolicyText(name).read(text);
    }

    /**
     * The rules of a level.
     *
     * @param level null for a profile without one
     * @return null if nothing is refused, because the level has no rules and there is no default level
     */
    public Level of(String level) {
        Level found = level == null ? null : levels.get(level);
        return found != null || defaultLevel == null ? found : levels.get(defaultLevel);
    }
}
