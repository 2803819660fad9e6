package io.sshra.adapter;

import io.sshra.SshException;
import io.sshra.SshText;
import io.sshra.profile.PropertyRules;
import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is wrong with the properties of one bean: of each the first problem, which names the value unless that is a secret. */
public final class PropertyProblems {

    private final Map<String, String> found = new LinkedHashMap<>();

    PropertyProblems() {
    }

    /** Checks all of a bean, its bounds included, where the container may have no Bean Validation. */
    static PropertyProblems of(CheckedProperties.Bean bean) {
        PropertyProblems problems = new PropertyProblems();
        for (Field field : bean.getClass().getDeclaredFields()) {
            Bounds bounds = field.getAnnotation(Bounds.class);
            if (bounds != null) {
                problems.checkBounds(bean, field, bounds);
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
    interface Rule {

        /**
         * @throws SshException             that says what is wrong
         * @throws IllegalArgumentException likewise
         */
        void check(String value) throws SshException;
    }

    static boolean isGiven(String value) {
        return value != null && !value.isBlank();
    }

    /** Checks what a value says, if there is one. */
    void check(String property, String value, Rule rule) {
        if (isGiven(value)) {
            check(property, "is " + value + ": ", () -> rule.check(value));
        }
    }

    /** Checks a secret, which is not named. */
    void checkSecret(String property, String value, Rule rule) {
        if (isGiven(value)) {
            check(property, "", () -> rule.check(value));
        }
    }

    /** Checks the way to a host. */
    void checkHost(String host, String hostKeyFingerprints, String jump) {
        check("host", host, PropertyRules::host);
        check("hostKeyFingerprints", hostKeyFingerprints, PropertyRules::fingerprints);
        check("jump", jump, PropertyRules::jumps);
    }

    /** Checks what one logs in with. */
    void checkCredentials(String promptAnswers, String privateKeyFile, String privateKeyPassphrase, String certificateFile) {
        checkSecret("promptAnswers", promptAnswers, PropertyRules::promptAnswers);
        check("privateKeyFile", privateKeyFile, file -> PropertyRules.privateKey(file, privateKeyPassphrase));
        if (isGiven(certificateFile) && !isGiven(privateKeyFile)) {
            add("certificateFile", "is " + certificateFile + ": privateKeyFile is empty, and a certificate is for a key");
        } else if (!found.containsKey("privateKeyFile")) {
            check("certificateFile", certificateFile, file -> PropertyRules.certificate(file, privateKeyFile, privateKeyPassphrase));
        }
    }

    /** What is known to be wrong. */
    void add(String property, String what) {
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
    Map<String, String> found() {
        return found;
    }
}
