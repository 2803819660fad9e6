package io.sshra.pool;

import io.sshra.SshErrorCode;
import io.sshra.SshInputException;
import io.sshra.base.JsonText;

/** Checks the names that callers give. */
public final class Names {

    /** The maximum length of a name in characters. */
    public static final int MAX_LENGTH = 1024;

    private Names() {
    }

    public static String user(String name) throws SshInputException {
        return checked(name, "user", SshErrorCode.INVALID_USER);
    }

    public static String session(String name) throws SshInputException {
        return checked(name, "session", SshErrorCode.INVALID_SESSION);
    }

    public static String profile(String name) throws SshInputException {
        return checked(name, "profile", SshErrorCode.INVALID_PROFILE_NAME);
    }

    private static String checked(String name, String what, SshErrorCode code) throws SshInputException {
        if (name == null || name.isEmpty()) {
            throw new SshInputException(code, "the " + what + " name is " + (name == null ? "null" : "empty"));
        }
        if (name.length() > MAX_LENGTH) {
            throw new SshInputException(code, "the " + what + " name has " + name.length() + " characters, more than " + MAX_LENGTH);
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= ' ' && c <= '~') {
                continue;
            }
            int type = Character.getType(name.codePointAt(i));
            if (type == Character.CONTROL || type == Character.FORMAT || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR) {
                throw new SshInputException(code, "the " + what + " name has a control character at index " + i + ": " + JsonText.word(name));
            }
        }
        return name;
    }
}
