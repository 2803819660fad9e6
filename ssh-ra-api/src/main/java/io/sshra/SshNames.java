package io.sshra;

import org.jspecify.annotations.Nullable;

/**
 * Checks the names of users, sessions and profiles: 1 to 1,024 characters without control, format and line-separating characters. The
 * types of this package do so themselves. An application can check a name here that it gets from outside, before it makes a
 * {@link SshConnectionSpec} of it.
 *
 * @since 1.0
 */
public final class SshNames {

    /** The maximum length of a name in characters. */
    public static final int MAX_LENGTH = 1024;

    private static final String ADVICE = "give 1 to " + MAX_LENGTH + " characters without control characters";

    private SshNames() {
    }

    /**
     * The name of a user of the application, unchanged.
     *
     * @throws IllegalArgumentException if it is null or invalid; the message says what is wrong
     */
    public static String user(@Nullable String name) {
        return checked(name, "the user name");
    }

    /**
     * The name of a session, unchanged.
     *
     * @throws IllegalArgumentException if it is null or invalid; the message says what is wrong
     */
    public static String session(@Nullable String name) {
        return checked(name, "the session name");
    }

    /**
     * The name of a profile, unchanged.
     *
     * @throws IllegalArgumentException if it is null or invalid; the message says what is wrong
     */
    public static String profile(@Nullable String name) {
        return checked(name, "the profile name");
    }

    private static String checked(@Nullable String name, String what) {
        if (Checks.notNull(name, what, ADVICE).isEmpty()) {
            throw Checks.invalid(what + " is empty", ADVICE);
        }
        if (name.length() > MAX_LENGTH) {
            throw Checks.invalid(what + " has " + name.length() + " characters", ADVICE);
        }
        if (!SshText.isPrintable(name)) {
            throw Checks.invalid(what + " has a control character: " + Checks.shown(name), ADVICE);
        }
        return name;
    }
}
