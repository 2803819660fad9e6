package io.sshra.policy;

/** The rules of one connection definition as they are at the moment. Thread-safe. */
@FunctionalInterface
public interface Rules {

    /** No level has rules. */
    Rules NONE = level -> null;

    /**
     * The rules of a level. What runs keeps those with which it began.
     *
     * @param level the privilege level of a profile; null if it has none
     * @return null if everything is allowed, because the level has no rules
     */
    Level of(String level);
}
