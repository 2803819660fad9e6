package io.sshra.profile;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshIdentity;
import io.sshra.SshInputException;
import io.sshra.SshProfileException;
import io.sshra.SshTarget;
import io.sshra.ssh.ConnectSettings;
import io.sshra.ssh.Credentials;
import io.sshra.ssh.HostKeyRule;
import io.sshra.ssh.Target;
import io.sshra.ssh.identity.PrivateKeySource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes targets from what is said about them, and says what is missing or wrong. Reads files; connects to nothing. */
final class ProfileReader {

    /** What a profile is made of. */
    record Description(Target target, String privilegeLevel, Profile.Limits limits) {
    }

    private static final int MAX_JUMPS = 10;

    private final DefinitionSettings settings;
    private final WatchedFiles files;
    private final FileProfiles fileProfiles;
    /** How all targets of applications are connected to; one and the same object, see {@link Revisions}. */
    private final ConnectSettings connecting;

    ProfileReader(DefinitionSettings settings, WatchedFiles files) {
        this.settings = settings;
        this.files = files;
        this.fileProfiles = new FileProfiles(settings, files);
        this.connecting = settings.connecting().to(settings.targetNetworks());
    }

    static boolean isGiven(String value) {
        return value != null && !value.isBlank();
    }

    /** Of the profiles file; empty if there is none. */
    Set<String> aliases() throws SshException {
        return fileProfiles.aliases();
    }

    /** A profile of the definition, of an administered object or of its file: the first of them that has the name. */
    Description read(String name) throws SshException {
        Description found = read(new Hop(name), List.of());
        if (found == null) {
            String own = settings.own().exists() ? "the connection definition's own profile is " + settings.own().name()
                    : "the connection definition has no profile of its own";
            throw new SshProfileException(SshErrorCode.UNKNOWN_PROFILE, "there is no profile " + name + ": " + own
                    + ", " + fileProfiles.whyNot());
        }
        return found;
    }

    /**
     * With its jump hosts.
     *
     * @param before the profiles that are reached through this one
     * @return null if there is none
     */
    private Description read(Hop hop, List<String> before) throws SshException {
        Part part = part(hop, before);
        if (part == null) {
            return null;
        }
        List<String> way = new ArrayList<>(before);
        way.add(hop.profile());
        if (way.size() + part.jumps().size() > MAX_JUMPS + 1) {
            throw invalid(way.get(0), "has more than " + MAX_JUMPS + " jump hosts one behind the other");
        }
        Target jump = null;
        for (Hop next : part.jumps()) {
            jump = behind(jump, next, way);
            if (jump == null) {
                throw invalid(hop.profile(), "goes through " + next + ", which is no profile"
                        + (part.placeOfJumps() == null ? "" : " (line " + part.placeOfJumps() + ")"));
            }
        }
        return new Description(jump == null ? part.target() : part.target().through(jump), part.privilegeLevel(), part.limits());
    }

    /** The first of several hops has jump hosts of its own; each other is reached through those that stand before it. */
    private Target behind(Target jump, Hop next, List<String> way) throws SshException {
        if (jump == null) {
            Description first = read(next, way);
            return first == null ? null : first.target();
        }
        Part other = part(next, way);
        return other == null ? null : other.target().through(jump);
    }

    /**
     * A profile, its jump hosts apart.
     *
     * @param placeOfJumps the line of a file where they stand, or null
     */
    private record Part(Target target, List<Hop> jumps, String placeOfJumps, String privilegeLevel, Profile.Limits limits) {
    }

    private Part part(Hop hop, List<String> before) throws SshException {
        String name = hop.profile();
        if (before.contains(name)) {
            throw invalid(before.get(0), "goes through jump hosts in a circle: " + String.join(", ", before) + ", " + name);
        }
        if (settings.own().exists() && name.equals(settings.own().name())) {
            return part(settings.own(), hop);
        }
        ProfileSettings object = settings.objects().of(name);
        if (object != null) {
            if (!object.exists()) {
                throw invalid(name, "has no host");
            }
            return part(object, hop);
        }
        FileProfiles.Found found = fileProfiles.find(hop);
        return found == null ? null : new Part(found.target(), found.jumps(), found.placeOfJumps(), null, Profile.Limits.NONE);
    }

    // ---- properties ----

    private Part part(ProfileSettings own, Hop hop) throws SshException {
        ProfileSettings.Login login = own.login();
        Credentials credentials = new Credentials(characters(login.password()), keys(login.key()), promptAnswers(own),
                settings.asksSomebody());
        Target target = new Target(new Target.Address(own.route().host().strip(), own.route().port()),
                new Target.Login(login.username() == null ? "" : login.username(), credentials), HostKeys.rule(own, settings),
                connecting(own.options().times())).with(new Target.Channels(own.options().allowForwarding()));
        return new Part(hop.of(target), jumps(own), null, emptyToNull(own.options().privilegeLevel()), own.options().limits());
    }

    private List<PrivateKeySource> keys(ProfileSettings.KeyFile key) throws SshException {
        if (!isGiven(key.file())) {
            return List.of();
        }
        Path file = Path.of(key.file());
        String certificate = isGiven(key.certificateFile())
                ? files.text(Path.of(key.certificateFile()), SshErrorCode.UNREADABLE_CERTIFICATE) : null;
        return List.of(PrivateKeySource.of(file.toString(), files.bytes(file, SshErrorCode.UNREADABLE_KEY),
                characters(key.passphrase()), certificate));
    }

    private ConnectSettings connecting(ProfileSettings.Times own) {
        ConnectSettings defaults = settings.connecting();
        return defaults.with(orElse(own.connectTimeout(), defaults.connectTimeout()),
                new ConnectSettings.Keepalive(orElse(own.keepaliveInterval(), defaults.keepaliveInterval()), defaults.keepaliveMaxMissed()));
    }

    private static List<Hop> jumps(ProfileSettings own) throws SshProfileException {
        try {
            return isGiven(own.route().jump()) ? Hop.list(own.route().jump().strip()) : List.of();
        } catch (IllegalArgumentException e) {
            throw invalid(own.name(), "has in its jump " + e.getMessage());
        }
    }

    private static Map<String, char[]> promptAnswers(ProfileSettings own) throws SshProfileException {
        try {
            return isGiven(own.login().promptAnswers()) ? promptAnswers(own.login().promptAnswers()) : Map.of();
        } catch (IllegalArgumentException e) {
            throw invalid(own.name(), "has " + e.getMessage());
        }
    }

    /** @throws IllegalArgumentException if a line has no question; the message has no part of it */
    static Map<String, char[]> promptAnswers(String text) {
        Map<String, char[]> answers = new LinkedHashMap<>();
        for (String line : text.lines().filter(ProfileReader::isGiven).toList()) {
            int equals = line.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("a line of promptAnswers that is not a part of a question, = and the answer");
            }
            answers.put(line.substring(0, equals).strip(), line.substring(equals + 1).toCharArray());
        }
        return answers;
    }

    private static Duration orElse(Duration given, Duration otherwise) {
        return given == null ? otherwise : given;
    }

    // ---- the application's ----

    /** A target that an application brings along. */
    Description read(SshTarget given) throws SshException {
        return new Description(target(given, 0), emptyToNull(given.privilegeLevel()), Profile.Limits.NONE);
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
        for (String word : given.hostKeyFingerprints()) {
            if (HostKeys.fingerprint(word) == null) {
                throw input("its host key fingerprint is none, SHA256: and 43 characters: " + word);
            }
        }
        HostKeyRule hostKeys = HostKeys.rule(given, settings);
        List<PrivateKeySource> keys = new ArrayList<>();
        for (SshIdentity identity : given.identities()) {
            keys.add(key(identity));
        }
        Credentials credentials = new Credentials(given.password(), keys, given.promptAnswers(), settings.asksSomebody());
        if (credentials.isEmpty()) {
            throw input("it has no password, key pair or private key");
        }
        return new Target(new Target.Address(given.host(), given.port()), new Target.Login(given.username(), credentials), hostKeys,
                connecting, new Target.Channels(given.allowForwarding()), given.jump() == null ? null : target(given.jump(), depth + 1));
    }

    private static PrivateKeySource key(SshIdentity identity) throws SshInputException {
        if (identity.keyPair() != null) {
            return PrivateKeySource.of(identity.keyPair(), identity.certificate());
        }
        if (identity.privateKey() == null) {
            throw input("one of its identities is null");
        }
        return PrivateKeySource.of("of the SshTarget", identity.privateKey().getBytes(StandardCharsets.UTF_8),
                identity.passphrase(), identity.certificate());
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

    static SshProfileException invalid(String profile, String what) {
        return new SshProfileException(SshErrorCode.INVALID_PROFILE, "profile " + profile + " " + what);
    }

    static char[] characters(String secret) {
        return secret == null || secret.isEmpty() ? null : secret.toCharArray();
    }

    private static String emptyToNull(String value) {
        return isGiven(value) ? value : null;
    }
}
