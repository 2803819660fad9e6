package io.sshra.profile;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshInputException;
import io.sshra.SshProfileException;
import io.sshra.SshTarget;
import io.sshra.transport.Credentials;
import io.sshra.transport.HostKeyRule;
import io.sshra.transport.PrivateKeySource;
import io.sshra.transport.Target;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Makes targets from what is said about them, and says what is missing or wrong. Reads files; connects to nothing. */
final class ProfileReader {

    /** What a profile is made of. */
    record Description(Target target, String privilegeLevel) {
    }

    private static final int MAX_JUMPS = 10;

    private final DefinitionSettings settings;
    private final WatchedFiles files;

    ProfileReader(DefinitionSettings settings, WatchedFiles files) {
        this.settings = settings;
        this.files = files;
    }

    static boolean isGiven(String value) {
        return value != null && !value.isBlank();
    }

    /** A profile of the definition or of its file. */
    Description read(String name) throws SshException {
        if (isGiven(settings.host()) && name.equals(settings.profile())) {
            return own();
        }
        String where = "the connection definition has no profile of its own";
        if (isGiven(settings.host())) {
            where = "the connection definition's own profile is " + settings.profile();
        }
        if (isGiven(settings.profilesFile())) {
            Path file = Path.of(settings.profilesFile());
            SshConfigFile config = SshConfigFile.parse(file, files.text(file, SshErrorCode.INVALID_PROFILES_FILE));
            if (config.aliases().contains(name)) {
                return fromFile(config, name);
            }
            where += ", and " + file + " has no Host of this name";
        } else {
            where += " and no profilesFile";
        }
        throw new SshProfileException(SshErrorCode.UNKNOWN_PROFILE, "there is no profile " + name + ": " + where);
    }

    // ---- the definition's own ----

    private Description own() throws SshException {
        String name = settings.profile();
        if (!isGiven(settings.username())) {
            throw invalid(name, "has no username");
        }
        List<PrivateKeySource> keys = new ArrayList<>();
        if (isGiven(settings.privateKeyFile())) {
            keys.add(key(Path.of(settings.privateKeyFile()), characters(settings.privateKeyPassphrase())));
        }
        char[] password = characters(settings.password());
        if (password == null && keys.isEmpty()) {
            throw invalid(name, "has no password and no privateKeyFile");
        }
        return new Description(new Target(settings.host().strip(), settings.port(), settings.username(),
                new Credentials(password, keys), definitionsHostKeys(name), settings.connectTimeout(),
                settings.keepaliveInterval(), settings.keepaliveMaxMissed(), settings.allowForwarding(), null),
                emptyToNull(settings.privilegeLevel()));
    }

    private HostKeyRule definitionsHostKeys(String name) throws SshException {
        Set<String> fingerprints = new LinkedHashSet<>();
        if (isGiven(settings.hostKeyFingerprints())) {
            for (String word : settings.hostKeyFingerprints().strip().split("[,\\s]+")) {
                String fingerprint = fingerprint(word);
                if (fingerprint == null) {
                    throw invalid(name, "has a host key fingerprint that is none, SHA256: and 43 characters: " + word);
                }
                fingerprints.add(fingerprint);
            }
        }
        List<Path> knownHosts = isGiven(settings.knownHostsFile()) ? List.of(Path.of(settings.knownHostsFile())) : List.of();
        if (fingerprints.isEmpty() && knownHosts.isEmpty()) {
            throw invalid(name, "has neither known_hosts nor host key fingerprints, so that no host key could be accepted");
        }
        return new HostKeyRule(knownHosts, fingerprints);
    }

    // ---- the file's ----

    private Description fromFile(SshConfigFile config, String alias) throws SshException {
        return new Description(targetFromFile(config, alias, 0), null);
    }

    private Target targetFromFile(SshConfigFile config, String alias, int depth) throws SshException {
        if (depth > MAX_JUMPS) {
            throw invalid(alias, "has more than " + MAX_JUMPS + " jump hosts one behind the other, or goes in a circle");
        }
        int port = Integer.parseInt(config.value(alias, "Port", String.valueOf(SshTarget.DEFAULT_PORT)));
        String host = config.value(alias, "HostName", alias).replace("%h", alias).replace("%%", "%");
        String username = config.value(alias, "User", null);
        if (username == null) {
            throw invalid(alias, "has no User");
        }
        Tokens tokens = new Tokens(alias, host, port, username);
        List<PrivateKeySource> keys = new ArrayList<>();
        for (SshConfigFile.Value value : config.values(alias, "IdentityFile")) {
            keys.add(key(config.path(tokens.expand(value)), null));
        }
        if (keys.isEmpty()) {
            throw invalid(alias, "has no IdentityFile");
        }
        List<Path> knownHosts = new ArrayList<>();
        for (SshConfigFile.Value value : config.values(alias, "UserKnownHostsFile")) {
            knownHosts.add(config.path(tokens.expand(value)));
        }
        HostKeyRule hostKeys = knownHosts.isEmpty() ? definitionsHostKeys(alias) : new HostKeyRule(knownHosts, Set.of());
        return new Target(host, port, username, new Credentials(null, keys), hostKeys,
                seconds(config, alias, "ConnectTimeout", settings.connectTimeout()),
                seconds(config, alias, "ServerAliveInterval", settings.keepaliveInterval()),
                Integer.parseInt(config.value(alias, "ServerAliveCountMax", String.valueOf(settings.keepaliveMaxMissed()))),
                settings.allowForwarding(), jumpFromFile(config, alias, depth));
    }

    /** {@code ProxyJump a,b}: through a to b, through b to the profile. Each is an alias of the same file. */
    private Target jumpFromFile(SshConfigFile config, String alias, int depth) throws SshException {
        List<SshConfigFile.Value> values = config.values(alias, "ProxyJump");
        if (values.isEmpty() || values.get(0).text().equalsIgnoreCase("none")) {
            return null;
        }
        Target jump = null;
        for (String hop : values.get(0).text().split(",")) {
            if (!config.aliases().contains(hop)) {
                throw new SshProfileException(SshErrorCode.INVALID_PROFILES_FILE, "line " + values.get(0).place()
                        + " has ProxyJump through " + hop + ", which is no Host of this file");
            }
            Target target = targetFromFile(config, hop, depth + 1);
            jump = jump == null ? target : new Target(target.host(), target.port(), target.username(), target.credentials(),
                    target.hostKeys(), target.connectTimeout(), target.keepaliveInterval(), target.keepaliveMaxMissed(),
                    target.allowForwarding(), jump);
        }
        return jump;
    }

    private static Duration seconds(SshConfigFile config, String alias, String keyword, Duration otherwise) {
        String value = config.value(alias, keyword, null);
        return value == null ? otherwise : Duration.ofSeconds(Integer.parseInt(value));
    }

    /** The tokens of ssh_config(5) that a path may have. */
    private record Tokens(String alias, String host, int port, String username) {

        String expand(SshConfigFile.Value value) throws SshProfileException {
            StringBuilder out = new StringBuilder();
            String text = value.text();
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) != '%') {
                    out.append(text.charAt(i));
                    continue;
                }
                i++;
                char token = i < text.length() ? text.charAt(i) : ' ';
                switch (token) {
                    case '%' -> out.append('%');
                    case 'h' -> out.append(host);
                    case 'n' -> out.append(alias);
                    case 'p' -> out.append(port);
                    case 'r' -> out.append(username);
                    default -> throw new SshProfileException(SshErrorCode.INVALID_PROFILES_FILE, "line " + value.place()
                            + " has the token %" + token + "; understood are %h, %n, %p, %r and %%");
                }
            }
            return out.toString();
        }
    }

    // ---- the application's ----

    /** A target that an application brings along. */
    Description read(SshTarget given) throws SshException {
        return new Description(target(given, 0), emptyToNull(given.privilegeLevel()));
    }

    private Target target(SshTarget given, int depth) throws SshException {
        if (depth > MAX_JUMPS) {
            throw input("it has more than " + MAX_JUMPS + " jump hosts one behind the other");
        }
        checkText(given.host(), "host");
        checkText(given.username(), "username");
        if (given.host().chars().anyMatch(Character::isWhitespace)) {
            throw input("its host has white space: " + given.host());
        }
        if (given.port() < 1 || given.port() > 65_535) {
            throw input("its port is " + given.port() + ", not 1 to 65535");
        }
        Set<String> fingerprints = new LinkedHashSet<>();
        for (String word : given.hostKeyFingerprints()) {
            String fingerprint = fingerprint(word);
            if (fingerprint == null) {
                throw input("its host key fingerprint is none, SHA256: and 43 characters: " + word);
            }
            fingerprints.add(fingerprint);
        }
        if (fingerprints.isEmpty() && !isGiven(settings.knownHostsFile())) {
            throw input("it has no host key fingerprint and the connection definition no knownHostsFile");
        }
        List<Path> knownHosts = fingerprints.isEmpty() ? List.of(Path.of(settings.knownHostsFile())) : List.of();
        List<PrivateKeySource> keys = new ArrayList<>();
        if (given.keyPair() != null) {
            keys.add(PrivateKeySource.of(given.keyPair()));
        }
        if (given.privateKey() != null) {
            keys.add(PrivateKeySource.of("of the SshTarget", given.privateKey().getBytes(StandardCharsets.UTF_8),
                    given.passphrase()));
        }
        char[] password = given.password();
        if (password == null && keys.isEmpty()) {
            throw input("it has no password, key pair or private key");
        }
        return new Target(given.host(), given.port(), given.username(), new Credentials(password, keys),
                new HostKeyRule(knownHosts, fingerprints), settings.connectTimeout(), settings.keepaliveInterval(),
                settings.keepaliveMaxMissed(), given.allowForwarding(), given.jump() == null ? null : target(given.jump(), depth + 1));
    }

    private static void checkText(String value, String what) throws SshInputException {
        if (!isGiven(value)) {
            throw input("its " + what + " is " + (value == null ? "null" : "empty"));
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw input("its " + what + " has a control character: " + value);
        }
    }

    private static SshInputException input(String what) {
        return new SshInputException(SshErrorCode.INVALID_TARGET, "the SshTarget can't be used: " + what);
    }

    // ---- parts ----

    private PrivateKeySource key(Path file, char[] passphrase) throws SshProfileException {
        return PrivateKeySource.of(file.toString(), files.bytes(file, SshErrorCode.UNREADABLE_KEY), passphrase);
    }

    /** As {@code ssh-keygen -l} prints it, without padding; null if it is none. */
    private static String fingerprint(String text) {
        String unpadded = text.endsWith("=") ? text.substring(0, text.length() - 1) : text;
        return unpadded.matches("SHA256:[A-Za-z0-9+/]{43}") ? unpadded : null;
    }

    private static SshProfileException invalid(String profile, String what) {
        return new SshProfileException(SshErrorCode.INVALID_PROFILE, "profile " + profile + " " + what);
    }

    private static char[] characters(String secret) {
        return secret == null || secret.isEmpty() ? null : secret.toCharArray();
    }

    private static String emptyToNull(String value) {
        return isGiven(value) ? value : null;
    }
}
