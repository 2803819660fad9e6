package io.sshra;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Checks commands, terminals and their environments. Each check throws an exception that says what is wrong and what to do. */
final class Checks {

    /**
     * A server that gets a larger packet than it accepts ends the connection, with everything that runs on it. OpenSSH accepts
     * 256 KiB, and a character takes at most 4 bytes in UTF-8.
     */
    static final int MAX_CHARACTERS = 65_000;

    /** The number of characters of a value that a message shows. */
    private static final int SHOWN = 100;

    private Checks() {
    }

    static IllegalArgumentException invalid(String problem, String advice) {
        return new IllegalArgumentException(problem + ": " + advice);
    }

    static <T> T notNull(T value, String what, String advice) {
        if (value == null) {
            throw invalid(what + " is null", advice);
        }
        return value;
    }

    static void noNul(String text, String what) {
        int index = text.indexOf('\0');
        if (index >= 0) {
            throw invalid(what + " has a NUL character at index " + index, "remove it, because no program can receive it");
        }
    }

    static void fitsIntoPacket(String text, String what) {
        if (text.length() > MAX_CHARACTERS) {
            throw invalid(what + " has " + text.length() + " characters, more than the " + MAX_CHARACTERS
                    + " that fit into a packet", "send it by standard input or as a file");
        }
    }

    /** Java would replace each character that the charset lacks by a question mark, which is a wildcard for a shell. */
    static void encodable(String text, Charset charset, String what) {
        boolean ascii = text.chars().allMatch(c -> c < 0x80);
        if (!ascii && !charset.newEncoder().canEncode(text)) {
            throw invalid(what + " has a character that " + charset + " can't encode",
                    "set a charset that has all characters, such as UTF-8");
        }
    }

    /** An environment variable (RFC 4254 section 6.4), which is sent in UTF-8. */
    static void variable(String name, String value) {
        String advice = "give a name without \"=\" and a value";
        if (name == null || name.isEmpty() || name.indexOf('=') >= 0) {
            throw invalid("invalid name of an environment variable: " + shown(name), advice);
        }
        String what = "the environment variable " + shown(name);
        notNull(value, what, advice);
        noNul(name, "the name of " + what);
        noNul(value, what);
        fitsIntoPacket(name + value, what);
        encodable(name + value, StandardCharsets.UTF_8, what);
    }

    static void environment(Map<String, String> environment) {
        notNull(environment, "the environment", "give an empty map for none");
        environment.forEach(Checks::variable);
    }

    /** A value as a message shows it: on one line, and not too long. */
    static String shown(String value) {
        if (value == null) {
            return "null";
        }
        String cut = value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
        return "\"" + SshText.visible(cut) + "\"";
    }
}
