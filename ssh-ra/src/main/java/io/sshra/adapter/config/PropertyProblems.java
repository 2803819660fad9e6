package io.sshra.adapter.config;

import io.sshra.SshException;
import io.sshra.SshText;
import jakarta.validation.constraints.NotNull;
import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The problems of a bean's properties: the first problem of each property. It names the value unless that is a secret. */
public final class PropertyProblems {

    private final Map<String, String> found = new LinkedHashMap<>();

    PropertyProblems() {
    }

    /** Checks all of a bean, its bounds included, where the container may have no Bean Validation. */
    public static PropertyProblems of(CheckedProperties.Bean bean) {
        PropertyProblems problems = ofBounds(bean);
        bean.check(problems);
        return problems;
    }

    /** Checks only bounds and missing values, likewise: reading a profile finds the other problems. */
    public static PropertyProblems ofBounds(CheckedProperties.Bean bean) {
        PropertyProblems problems = new PropertyProblems();
        for (Class<?> type = bean.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                Bounds bounds = field.getAnnotation(Bounds.class);
                if (bounds != null) {
                    Integer value = (Integer) value(bean, field);
                    if (!Bounds.Check.isWithin(value, bounds)) {
                        problems.add(field.getName(), Bounds.Check.problem(value, bounds));
                    }
                } else if (field.isAnnotationPresent(NotNull.class) && value(bean, field) == null) {
                    problems.add(field.getName(), "is null");
                }
            }
        }
        return problems;
    }

    private static Object value(Object bean, Field field) {
        try {
            field.setAccessible(true);
            return field.get(bean);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A check of a value. */
    public interface Rule {

        /**
         * @throws SshException             if the value is wrong
         * @throws IllegalArgumentException if the value is wrong
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

    /** Checks a secret, whose value is not named. */
    public void checkSecret(String property, String value, Rule rule) {
        if (isGiven(value)) {
            check(property, "", () -> rule.check(value));
        }
    }

    /** Adds a problem, unless the property has one. */
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

    /** The problems by property; empty if there are none. */
    public Map<String, String> found() {
        return found;
    }

    /** All problems in one line; empty if there are none. */
    public String inOneLine() {
        return found.entrySet().stream().map(problem -> problem.getKey() + " " + problem.getValue()).collect(Collectors.joining("; "));
    }
}
