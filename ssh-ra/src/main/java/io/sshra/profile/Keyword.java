package io.sshra.profile;

import io.sshra.SshRemoteShell;
import io.sshra.ssh.ConnectSettings;
import io.sshra.ssh.algorithm.AlgorithmKind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keywords of ssh_config(5) that have an effect here, some more, and their valid values. */
enum Keyword {

    IGNORE_UNKNOWN("IgnoreUnknown", Takes.ONE, Keyword::text),
    HOST_NAME("HostName", Takes.ONE, Tokens.IN_HOST_NAMES::check),
    PORT("Port", Takes.ONE, number(1, 65_535)),
    USER("User", Takes.ONE, Keyword::text),
    IDENTITY_FILE("IdentityFile", Takes.ONE_EACH_TIME, Keyword::path),
    CERTIFICATE_FILE("CertificateFile", Takes.ONE_EACH_TIME, Keyword::path),
    IDENTITIES_ONLY("IdentitiesOnly", Takes.ONE, oneOf("yes", "no", "true", "false")),
    USER_KNOWN_HOSTS_FILE("UserKnownHostsFile", Takes.SEVERAL, Keyword::path),
    GLOBAL_KNOWN_HOSTS_FILE("GlobalKnownHostsFile", Takes.SEVERAL, Keyword::path),
    STRICT_HOST_KEY_CHECKING("StrictHostKeyChecking", Takes.ONE, Keyword::strictness),
    UPDATE_HOST_KEYS("UpdateHostKeys", Takes.ONE, oneOf("yes", "no", "ask")),
    HOST_KEY_ALIAS("HostKeyAlias", Takes.ONE, Keyword::text),
    HOST_KEY_ALGORITHMS("HostKeyAlgorithms", Takes.ONE, Keyword.list(AlgorithmKind.HOST_KEYS)),
    KEX_ALGORITHMS("KexAlgorithms", Takes.ONE, Keyword.list(AlgorithmKind.KEY_EXCHANGES)),
    CIPHERS("Ciphers", Takes.ONE, Keyword.list(AlgorithmKind.CIPHERS)),
    MACS("MACs", Takes.ONE, Keyword.list(AlgorithmKind.MACS)),
    LEGACY_ALGORITHMS("LegacyAlgorithms", Takes.ONE, oneOf("yes", "no")),
    PROXY_JUMP("ProxyJump", Takes.ONE, Keyword::jumps),
    PROXY_COMMAND("ProxyCommand", Takes.COMMAND, Keyword::command),
    SERVER_ALIVE_INTERVAL("ServerAliveInterval", Takes.ONE, seconds(0, 86_400)),
    SERVER_ALIVE_COUNT_MAX("ServerAliveCountMax", Takes.ONE, number(1, 100)),
    CONNECT_TIMEOUT("ConnectTimeout", Takes.ONE, seconds(1, 3600)),
    SET_ENV("SetEnv", Takes.SEVERAL, Keyword::assignment),
    SEND_ENV("SendEnv", Takes.SEVERAL_EACH_TIME, Keyword::variables),
    PREFERRED_AUTHENTICATIONS("PreferredAuthentications", Takes.ONE, Keyword::methods),
    PUBKEY_AUTHENTICATION("PubkeyAuthentication", Takes.ONE, oneOf("yes", "no", "true", "false", "unbound", "host-bound")),
    PASSWORD_AUTHENTICATION("PasswordAuthentication", Takes.ONE, oneOf("yes", "no", "true", "false")),
    KBD_INTERACTIVE_AUTHENTICATION("KbdInteractiveAuthentication", Takes.ONE, oneOf("yes", "no", "true", "false")),
    NUMBER_OF_PASSWORD_PROMPTS("NumberOfPasswordPrompts", Takes.ONE, number(1, 100)),
    COMPRESSION("Compression", Takes.ONE, oneOf("yes", "no")),
    ADDRESS_FAMILY("AddressFamily", Takes.ONE, oneOf("any", "inet", "inet6")),
    BIND_ADDRESS("BindAddress", Takes.ONE, Keyword::text),
    BIND_INTERFACE("BindInterface", Takes.ONE, only("none, as connections would leave by any interface")),
    CANONICALIZE_HOSTNAME("CanonicalizeHostname", Takes.ONE, only("no, as blocks for the canonical name would not count", "no", "false")),
    REVOKED_HOST_KEYS("RevokedHostKeys", Takes.ONE, only("none, as no such list is read: use @revoked lines in a known_hosts file", "none")),
    KNOWN_HOSTS_COMMAND("KnownHostsCommand", Takes.COMMAND, only("none, as no command is run, and it may know another key of the host", "none")),
    CA_SIGNATURE_ALGORITHMS("CASignatureAlgorithms", Takes.ONE, Keyword.list(AlgorithmKind.HOST_KEYS)),
    REQUIRED_RSA_SIZE("RequiredRSASize", Takes.ONE, number(0, 65_536)),
    REFUSE_CONNECTION("RefuseConnection", Takes.COMMAND, only("no such line for a host to connect to")),
    /** Not of ssh_config(5). */
    REMOTE_SHELL("RemoteShell", Takes.ONE, SshRemoteShell::of),
    /** Not of ssh_config(5). */
    PRIVILEGE_LEVEL("PrivilegeLevel", Takes.ONE, Keyword::text),
    /** Not of ssh_config(5). */
    GROUP("Group", Takes.ONE, Keyword::text),
    /** Not of ssh_config(5), like those that follow. */
    CERTIFICATE_AUTHORITY_FILE("CertificateAuthorityFile", Takes.ONE, Keyword::path),
    CERTIFICATE_SOURCE("CertificateSource", Takes.ONE, Keyword::text),
    CERTIFICATE_PRINCIPALS("CertificatePrincipals", Takes.ONE, PropertyRules::principals),
    CERTIFICATE_VALIDITY("CertificateValidity", Takes.ONE, time(30, 3600)),
    CERTIFICATE_SOURCE_ADDRESS("CertificateSourceAddress", Takes.ONE, PropertyRules::sourceAddress),
    CERTIFICATE_FORCE_COMMAND("CertificateForceCommand", Takes.COMMAND, PropertyRules::forceCommand),
    CERTIFICATE_EXTENSIONS("CertificateExtensions", Takes.ONE, PropertyRules::certificateExtensions),
    /** Not of ssh_config(5). */
    SUDO_PASSWORD_FILE("SudoPasswordFile", Takes.ONE, Keyword::path),
    /** A proxy: not of ssh_config(5), like those that follow. */
    PROXY("Proxy", Takes.ONE, Keyword::proxy),
    PROXY_PASSWORD_FILE("ProxyPasswordFile", Takes.ONE, Keyword::path),
    PROXY_RESOLVES_NAMES("ProxyResolvesNames", Takes.ONE, oneOf("yes", "no", "true", "false"));

    /** How many values a keyword takes, and what a second line with the keyword does. */
    private enum Takes {
        /** One; the first line wins. */
        ONE,
        /** All that stands behind it, as one value that is not split; the first line wins. */
        COMMAND,
        /** One or more; the first line wins. */
        SEVERAL,
        /** One; each line adds one. */
        ONE_EACH_TIME,
        /** One or more; each line adds some. */
        SEVERAL_EACH_TIME
    }

    /** Older names of keywords, which OpenSSH still knows. */
    private static final Map<String, Keyword> OLD_NAMES = Map.of("challengeresponseauthentication", KBD_INTERACTIVE_AUTHENTICATION,
            "skeyauthentication", KBD_INTERACTIVE_AUTHENTICATION, "tisauthentication", KBD_INTERACTIVE_AUTHENTICATION,
            "dsaauthentication", PUBKEY_AUTHENTICATION);

    /** Which algorithms the keywords are about that say what is offered. */
    static final Map<Keyword, AlgorithmKind> ALGORITHMS = Map.of(HOST_KEY_ALGORITHMS, AlgorithmKind.HOST_KEYS,
            KEX_ALGORITHMS, AlgorithmKind.KEY_EXCHANGES, CIPHERS, AlgorithmKind.CIPHERS, MACS, AlgorithmKind.MACS);

    static final String EMPTY_VALUE = "empty value";
    private static final String NONE = "none";
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})([smhdwSMHDW]?)");

    private final String spelling;
    private final Takes takes;
    private final Consumer<String> check;

    Keyword(String spelling, Takes takes, Consumer<String> check) {
        this.spelling = spelling;
        this.takes = takes;
        this.check = check;
    }

    static Optional<Keyword> of(String name) {
        Keyword renamed = OLD_NAMES.get(name.toLowerCase(Locale.ROOT));
        return renamed != null ? Optional.of(renamed)
                : Arrays.stream(values()).filter(keyword -> keyword.spelling.equalsIgnoreCase(name)).findFirst();
    }

    /** Which algorithms its value is a list of; null for other values. */
    AlgorithmKind algorithms() {
        return this == CA_SIGNATURE_ALGORITHMS ? AlgorithmKind.HOST_KEYS : ALGORITHMS.get(this);
    }

    /** As the manual spells it. */
    String spelling() {
        return spelling;
    }

    /** Whether each line adds to the lines before. */
    boolean accumulates() {
        return takes == Takes.ONE_EACH_TIME || takes == Takes.SEVERAL_EACH_TIME;
    }

    /** Whether its value is all that stands behind it. */
    boolean isCommand() {
        return takes == Takes.COMMAND;
    }

    /** @throws IllegalArgumentException whose message says what is wrong */
    void check(List<String> values) {
        try {
            checkNotEmpty(values);
            if (values.size() > 1 && (takes == Takes.ONE || takes == Takes.ONE_EACH_TIME)) {
                throw new IllegalArgumentException("more than one value: " + String.join(" ", values));
            }
            if (values.size() > 1 && takes == Takes.SEVERAL && values.stream().anyMatch(Keyword::isNone)) {
                throw new IllegalArgumentException("none can't be combined with another value");
            }
            values.forEach(check);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(spelling + ": " + e.getMessage(), e);
        }
    }

    /** Whether a value has the same effect as no line at all, so that a later line counts. */
    boolean isUnset(String value) {
        return (this == SERVER_ALIVE_INTERVAL || this == CONNECT_TIMEOUT) && value.equals(NONE);
    }

    // ---- kinds of values ----

    static void checkNotEmpty(List<String> values) {
        if (values.contains("")) {
            throw new IllegalArgumentException(EMPTY_VALUE);
        }
    }

    static void checkNotHome(String path) {
        if (path.startsWith("~")) {
            throw new IllegalArgumentException("the home directory of the server process is never used, give an absolute path: "
                    + path);
        }
    }

    /** {@code none}: nothing, not even the default. */
    static boolean isNone(String value) {
        return value.equalsIgnoreCase(NONE);
    }

    static boolean isNo(String value) {
        return value.equalsIgnoreCase("no") || value.equalsIgnoreCase("false");
    }

    private static void text(String value) {
        // Any text is valid.
    }

    private static void path(String value) {
        checkNotHome(value);
        Tokens.IN_PATHS.check(value);
    }

    private static void jumps(String value) {
        if (!isNone(value)) {
            Hop.list(value);
            Tokens.IN_JUMPS.check(value);
        }
    }

    private static void proxy(String value) {
        if (!isNone(value)) {
            ProxyUrl.of(value);
        }
    }

    private static void command(String value) {
        if (!isNone(value)) {
            ProxyCommand.of(value).check();
        }
    }

    private static Consumer<String> list(AlgorithmKind kind) {
        return value -> kind.parse(value, true);
    }

    /** Keywords that guard something, and that can't be honoured: a profile is refused rather than connected to without the guard. */
    private static Consumer<String> only(String what, String... allowed) {
        return value -> {
            if (!List.of(allowed).contains(value.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("this can't be honoured, expected " + what);
            }
        };
    }

    private static Consumer<String> number(int least, int most) {
        return value -> inBounds(value.matches("\\d{1,9}") ? Integer.parseInt(value) : -1, least, most, value, "a number");
    }

    private static Consumer<String> seconds(int least, int most) {
        return value -> {
            if (!value.equals(NONE)) {
                time(least, most).accept(value);
            }
        };
    }

    private static Consumer<String> time(int least, int most) {
        return value -> inBounds(seconds(value), least, most, value, "a time in seconds");
    }

    private static IllegalArgumentException expected(String value, String what) {
        return new IllegalArgumentException("invalid value " + value + ", expected " + what);
    }

    private static void inBounds(long number, int least, int most, String value, String what) {
        if (number < least || number > most) {
            throw expected(value, what + " from " + least + " to " + most);
        }
    }

    /** A time as in sshd_config(5), TIME FORMATS: {@code 90}, {@code 1m30s}; -1 if invalid. */
    static long seconds(String value) {
        Matcher parts = TIME.matcher(value);
        long sum = 0;
        int end = 0;
        while (parts.find() && parts.start() == end) {
            end = parts.end();
            sum += Long.parseLong(parts.group(1)) * switch (parts.group(2).toLowerCase(Locale.ROOT)) {
                case "m" -> 60;
                case "h" -> 3600;
                case "d" -> 86_400;
                case "w" -> 604_800;
                default -> 1;
            };
        }
        return end > 0 && end == value.length() ? sum : -1;
    }

    private static Consumer<String> oneOf(String... allowed) {
        return value -> {
            if (!List.of(allowed).contains(value.toLowerCase(Locale.ROOT))) {
                throw expected(value, "one of " + String.join(", ", allowed));
            }
        };
    }

    private static void strictness(String value) {
        switch (value.toLowerCase(Locale.ROOT)) {
            case "yes", "true", "ask", "accept-new" -> { }
            case "no", "false", "off" -> throw new IllegalArgumentException(value + " accepts any key: use accept-new, or set"
                    + " insecureAcceptAnyHostKey in the connection definition");
            default -> throw expected(value, "yes, ask (the same as yes) or accept-new");
        }
    }

    private static void assignment(String value) {
        if (value.indexOf('=') < 1) {
            throw expected(value, "NAME=value");
        }
    }

    private static void variables(String value) {
        if (value.indexOf('=') >= 0) {
            throw expected(value, "the name of a variable");
        }
    }

    private static void methods(String value) {
        if (supported(value).isEmpty()) {
            throw expected(value, "at least one of " + String.join(", ", ConnectSettings.AUTHENTICATIONS));
        }
    }

    /** The authentication methods of a list that this adapter supports. */
    static List<String> supported(String methods) {
        return Arrays.stream(methods.split(",")).filter(ConnectSettings.AUTHENTICATIONS::contains).distinct().toList();
    }
}
