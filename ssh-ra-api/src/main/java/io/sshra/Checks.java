package io.sshra;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks the values of this package. Each check throws an exception that says what is wrong and what to do. */
final class Checks {

    /**
     * A server that gets a larger packet than it accepts ends the connection, with everything that runs on it. OpenSSH accepts
     * 256 KiB, and a character takes at most 4 bytes in UTF-8.
     */
    static final int MAX_CHARACTERS = 65_000;

    private static final int MAX_PORT = 65_535;

    /** The longest time in nanoseconds that fits into a {@code long}. */
    private static final Duration MAX_TIMEOUT = Duration.ofNanos(Long.MAX_VALUE);

    /** The number of characters of a value that a message shows. */
    private static final int SHOWN = 100;

    private Checks() {
    }

    static IllegalArgumentException invalid(String problem, String advice) {
        return new IllegalArgumentException(problem + ": " + advice);
    }

    static <T> T notNull(@Nullable T value, String what, String advice) {
        if (value == null) {
            throw invalid(what + " is null", advice);
        }
        return value;
    }

    /** A name that is sent to a server, such as a login. */
    static String word(@Nullable String text, String what, String advice) {
        if (notNull(text, what, advice).isBlank()) {
            throw invalid(what + " is empty", advice);
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw invalid(what + " has a control character: " + shown(text), advice);
        }
        return text;
    }

    static String host(@Nullable String host, String what) {
        String advice = "give a host name or an address";
        if (word(host, what, advice).chars().anyMatch(Character::isWhitespace)) {
            throw invalid(what + " has white space: " + shown(host), advice);
        }
        return host;
    }

    static int port(int port, int least, String what) {
        if (port < least || port > MAX_PORT) {
            throw invalid(what + " is " + port, "give " + least + " to " + MAX_PORT);
        }
        return port;
    }

    static void timeout(@Nullable Duration timeout) {
        if (timeout != null && (timeout.isNegative() || timeout.isZero() || timeout.compareTo(MAX_TIMEOUT) > 0)) {
            throw invalid("invalid time-out, " + timeout, "give more than zero and less than 292 years, or null for no limit");
        }
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
    static void variable(@Nullable String name, @Nullable String value) {
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

    static void environment(@Nullable Map<String, String> environment) {
        notNull(environment, "the environment", "give an empty map for none");
        environment.forEach(Checks::variable);
    }

    /** A value as a message shows it: on one line, and not too long. */
    static String shown(@Nullable String value) {
        if (value == null) {
            return "null";
        }
        String cut = value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
        return "\"" + SshText.visible(cut) + "\"";
    }
}
