package io.sshra.adapter.config;

import io.sshra.SshException;
import io.sshra.SshText;
import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is wrong with the properties of one bean: of each the first problem, which names the value unless that is a secret. */
public final class PropertyProblems {

    private final Map<String, String> found = new LinkedHashMap<>();

    PropertyProblems() {
    }

    /** Checks all of a bean, its bounds included, where the container may have no Bean Validation. */
    public static PropertyProblems of(CheckedProperties.Bean bean) {
        PropertyProblems problems = new PropertyProblems();
        for (Class<?> type = bean.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                Bounds bounds = field.getAnnotation(Bounds.class);
                if (bounds != null) {
                    problems.checkBounds(bean, field, bounds);
                }
            }
        }
        bean.check(problems);
        return problems;
    }

    private void checkBounds(Object bean, Field field, Bounds bounds) {
        try {
            field.setAccessible(true);
            Integer value = (Integer) field.get(bean);
            if (!Bounds.Check.isWithin(value, bounds)) {
                add(field.getName(), Bounds.Check.problem(value, bounds));
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What must be true of a value. */
    public interface Rule {

        /**
         * @throws SshException             that says what is wrong
         * @throws IllegalArgumentException likewise
         */
        void check(String value) throws SshException;
    }

    /** Whether it is neither null nor blank. */
    public static boolean isGiven(String value) {
        return value != null && !value.isBlank();
    }

    /** Checks what a value says, if there is one. */
    public void check(String property, String value, Rule rule) {
        if (isGiven(value)) {
            check(property, "is " + value + ": ", () -> rule.check(value));
        }
    }

    /** Checks a secret, which is not named. */
    public void checkSecret(String property, String value, Rule rule) {
        if (isGiven(value)) {
            check(property, "", () -> rule.check(value));
        }
    }

    /** What is known to be wrong. */
    public void add(String property, String what) {
        found.putIfAbsent(property, SshText.visible(what));
    }

    private interface Attempt {

        void run() throws SshException;
    }

    private void check(String property, String value, Attempt attempt) {
        try {
            attempt.run();
        } catch (SshException e) {
            add(property, value + e.what());
        } catch (IllegalArgumentException e) {
            add(property, value + e.getMessage());
        }
    }

    /** By property; empty if all is well. */
    public Map<String, String> found() {
        return found;
    }
}
