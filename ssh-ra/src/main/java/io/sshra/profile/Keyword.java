package io.sshra.profile;

import io.sshra.transport.AlgorithmRule;
import io.sshra.transport.ConnectSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keywords of ssh_config(5) that have an effect here, and what their values may be. */
enum Keyword {

    HOST_NAME("HostName", Takes.ONE, Keyword::text),
    PORT("Port", Takes.ONE, number(1, 65_535)),
    USER("User", Takes.ONE, Keyword::text),
    IDENTITY_FILE("IdentityFile", Takes.MORE_EACH_TIME, Keyword::path),
    CERTIFICATE_FILE("CertificateFile", Takes.MORE_EACH_TIME, Keyword::path),
    IDENTITIES_ONLY("IdentitiesOnly", Takes.ONE, oneOf("yes", "no")),
    USER_KNOWN_HOSTS_FILE("UserKnownHostsFile", Takes.SEVERAL, Keyword::path),
    STRICT_HOST_KEY_CHECKING("StrictHostKeyChecking", Takes.ONE, Keyword::strictness),
    UPDATE_HOST_KEYS("UpdateHostKeys", Takes.ONE, oneOf("yes", "no", "ask")),
    HOST_KEY_ALGORITHMS("HostKeyAlgorithms", Takes.ONE, AlgorithmRule.Kind.HOST_KEYS::parse),
    KEX_ALGORITHMS("KexAlgorithms", Takes.ONE, AlgorithmRule.Kind.KEY_EXCHANGES::parse),
    CIPHERS("Ciphers", Takes.ONE, AlgorithmRule.Kind.CIPHERS::parse),
    MACS("MACs", Takes.ONE, AlgorithmRule.Kind.MACS::parse),
    PROXY_JUMP("ProxyJump", Takes.ONE, Keyword::text),
    SERVER_ALIVE_INTERVAL("ServerAliveInterval", Takes.ONE, seconds(0, 86_400)),
    SERVER_ALIVE_COUNT_MAX("ServerAliveCountMax", Takes.ONE, number(1, 100)),
    CONNECT_TIMEOUT("ConnectTimeout", Takes.ONE, seconds(1, 3600)),
    SET_ENV("SetEnv", Takes.SEVERAL, Keyword::assignment),
    SEND_ENV("SendEnv", Takes.MORE_EACH_TIME, Keyword::text),
    PREFERRED_AUTHENTICATIONS("PreferredAuthentications", Takes.ONE, Keyword::methods),
    NUMBER_OF_PASSWORD_PROMPTS("NumberOfPasswordPrompts", Takes.ONE, number(1, 100)),
    COMPRESSION("Compression", Takes.ONE, oneOf("yes", "no")),
    ADDRESS_FAMILY("AddressFamily", Takes.ONE, oneOf("any", "inet", "inet6")),
    BIND_ADDRESS("BindAddress", Takes.ONE, Keyword::text);

    /** How many values a keyword takes, and what a second line of it does. */
    private enum Takes {
        /** One; the first line counts. */
        ONE,
        /** One or more; the first line counts. */
        SEVERAL,
        /** One or more; each line adds to them. */
        MORE_EACH_TIME
    }

    /** Those of OpenSSH 10 that have none: they are pointed out, and left aside. */
    private static final Set<String> WITHOUT_EFFECT = Set.of("addkeystoagent", "batchmode", "bindinterface",
            "canonicaldomains", "canonicalizefallbacklocal", "canonicalizehostname", "canonicalizemaxdots",
            "canonicalizepermittedcnames", "casignaturealgorithms", "challengeresponseauthentication", "channeltimeout",
            "checkhostip", "clearallforwardings", "connectionattempts", "controlmaster", "controlpath", "controlpersist",
            "dynamicforward", "enableescapecommandline", "enablesshkeysign", "escapechar", "exitonforwardfailure",
            "fingerprinthash", "forkafterauthentication", "forwardagent", "forwardx11", "forwardx11timeout",
            "forwardx11trusted", "gatewayports", "globalknownhostsfile", "gssapiauthentication",
            "gssapidelegatecredentials", "hashknownhosts", "hostbasedacceptedalgorithms", "hostbasedauthentication",
            "hostkeyalias", "identityagent", "ipqos", "kbdinteractiveauthentication", "kbdinteractivedevices",
            "knownhostscommand", "localcommand", "localforward", "loglevel", "logverbose", "nohostauthenticationforlocalhost",
            "obscurekeystroketiming", "passwordauthentication", "permitlocalcommand", "permitremoteopen", "pkcs11provider",
            "proxycommand", "proxyusefdpass", "pubkeyacceptedalgorithms", "pubkeyauthentication", "refuseconnection",
            "rekeylimit", "remotecommand", "remoteforward", "requesttty", "requiredrsasize", "revokedhostkeys",
            "securitykeyprovider", "sessiontype", "stdinnull", "streamlocalbindmask", "streamlocalbindunlink",
            "syslogfacility", "tag", "tcpkeepalive", "tunnel", "tunneldevice", "usekeychain",
            "verifyhostkeydns", "versionaddendum", "visualhostkey", "warnweakcrypto", "xauthlocation");

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
        return Arrays.stream(values()).filter(keyword -> keyword.spelling.equalsIgnoreCase(name)).findFirst();
    }

    /** Whether OpenSSH knows it and it has no effect here. */
    static boolean isWithoutEffect(String name) {
        return WITHOUT_EFFECT.contains(name.toLowerCase(Locale.ROOT));
    }

    /** As its manual spells it. */
    String spelling() {
        return spelling;
    }

    /** Whether each line of it adds to the lines before. */
    boolean accumulates() {
        return takes == Takes.MORE_EACH_TIME;
    }

    /** @throws IllegalArgumentException whose message says what they have that can't be */
    void check(List<String> values) {
        if (values.size() > 1 && takes == Takes.ONE) {
            throw new IllegalArgumentException("more than one value");
        }
        values.forEach(check);
    }

    // ---- kinds of values ----

    private static void text(String value) {
        // Any.
    }

    private static void path(String value) {
        if (value.startsWith("~")) {
            throw new IllegalArgumentException("a path in the home directory of the server's own account, which is not read: " + value);
        }
    }

    private static Consumer<String> number(int least, int most) {
        return value -> inBounds(value.matches("\\d{1,9}") ? Integer.parseInt(value) : -1, least, most, value, "a number");
    }

    private static Consumer<String> seconds(int least, int most) {
        return value -> inBounds(seconds(value), least, most, value, "a time in seconds");
    }

    private static void inBounds(long number, int least, int most, String value, String what) {
        if (number < least || number > most) {
            throw new IllegalArgumentException(value + " where " + what + " from " + least + " to " + most + " is needed");
        }
    }

    /** A time as in sshd_config(5), TIME FORMATS: {@code 90}, {@code 1m30s}; -1 if it is none. */
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
                throw new IllegalArgumentException(value + " where one of " + String.join(", ", allowed) + " is needed");
            }
        };
    }

    private static void strictness(String value) {
        switch (value.toLowerCase(Locale.ROOT)) {
            case "yes", "ask", "accept-new" -> { }
            case "no", "off" -> throw new IllegalArgumentException(value + ", which accepts any key: say accept-new, or set"
                    + " insecureAcceptAnyHostKey of the connection definition");
            default -> throw new IllegalArgumentException(value + " where yes, ask (which is yes here) or accept-new is needed");
        }
    }

    private static void assignment(String value) {
        if (value.indexOf('=') < 1) {
            throw new IllegalArgumentException(value + " where NAME=value is needed");
        }
    }

    private static void methods(String value) {
        if (supported(value).isEmpty()) {
            throw new IllegalArgumentException(value + ", none of " + String.join(", ", ConnectSettings.AUTHENTICATIONS));
        }
    }

    /** Those of a list of methods of authentication that there are here. */
    static List<String> supported(String methods) {
        return Arrays.stream(methods.split(",")).filter(ConnectSettings.AUTHENTICATIONS::contains).toList();
    }
}
