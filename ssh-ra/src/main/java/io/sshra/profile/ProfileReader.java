package io.sshra.profile;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProfileException;
import io.sshra.SshProfileInfo;
import io.sshra.SshRemoteShell;
import io.sshra.SshTarget;
import io.sshra.base.JsonText;
import io.sshra.ssh.ConnectSettings;
import io.sshra.ssh.Credentials;
import io.sshra.ssh.Proxy;
import io.sshra.ssh.Target;
import io.sshra.ssh.identity.PrivateKeySource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes targets from their settings, and says what is missing or wrong. Reads files; connects to nothing. */
final class ProfileReader {

    /** What a profile is made of. */
    record Description(Target target, String privilegeLevel, Profile.Limits limits) {
    }

    private static final int MAX_JUMPS = 10;

    private final DefinitionSettings settings;
    private final WatchedFiles files;
    private final FileProfiles fileProfiles;
    private final ApplicationTargets applicationTargets;

    ProfileReader(DefinitionSettings settings, WatchedFiles files) {
        this.settings = settings;
        this.files = files;
        this.fileProfiles = new FileProfiles(settings, files);
        this.applicationTargets = new ApplicationTargets(settings);
    }

    static boolean isGiven(String value) {
        return value != null && !value.isBlank();
    }

    /** The aliases of the profiles file; empty if there is no file. */
    Set<String> aliases() throws SshException {
        return fileProfiles.aliases();
    }

    /** The profile of this name: the definition's own, an administered object, or one of the file, in this order. */
    Description read(String name) throws SshException {
        return known(name, read(new Hop(name), List.of()));
    }

    /** A target of an application. */
    Description read(SshTarget given) throws SshException {
        return new Description(applicationTargets.target(given), emptyToNull(given.privilegeLevel()), Profile.Limits.NONE);
    }

    /** What is said about the profile of this name, without its credentials. */
    SshProfileInfo describe(String name) throws SshException {
        ProfileSettings own = properties(name);
        return known(name, own == null ? fileProfiles.describe(name) : SshProfileInfo.builder().profile(name).host(own.route().host().strip())
                .port(own.route().port()).username(emptyToNull(own.login().username())).privilegeLevel(emptyToNull(own.options().privilegeLevel())).build());
    }

    /** @param found null if there is no such profile */
    private <T> T known(String name, T found) throws SshProfileException {
        if (found == null) {
            String own = settings.own().exists() ? "the connection definition's own profile is " + JsonText.word(settings.own().name())
                    : "the connection definition has no profile of its own";
            throw new SshProfileException(SshErrorCode.UNKNOWN_PROFILE, "there is no profile " + JsonText.word(name) + ": " + own
                    + ", " + fileProfiles.whyNot());
        }
        return found;
    }

    /** The definition's own profile or the administered object of this name; null if there is neither. */
    private ProfileSettings properties(String name) throws SshException {
        if (settings.own().exists() && name.equals(settings.own().name())) {
            return settings.own();
        }
        ProfileSettings object = settings.objects().of(name);
        if (object != null && !object.exists()) {
            throw invalid(name, "has no host");
        }
        return object;
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
        List<String> route = new ArrayList<>(before);
        route.add(hop.profile());
        if (route.size() + part.jumps().hops().size() > MAX_JUMPS + 1) {
            throw invalid(route.get(0), "has more than " + MAX_JUMPS + " jump hosts in a row");
        }
        Target jump = null;
        for (Hop next : part.jumps().hops()) {
            jump = behind(jump, next, route);
            if (jump == null) {
                throw invalid(hop.profile(), "has an unknown jump host, " + next
                        + (part.jumps().place() == null ? "" : " (line " + part.jumps().place() + ")"));
            }
        }
        return new Description(jump == null ? part.target() : part.target().through(jump), part.privilegeLevel(), part.limits());
    }

    /** Only the first of several hops has jump hosts of its own; each of the others is reached through those before it. */
    private Target behind(Target jump, Hop next, List<String> route) throws SshException {
        if (jump == null) {
            Description first = read(next, route);
            return first == null ? null : first.target();
        }
        Part other = part(next, route);
        return other == null ? null : other.target().through(jump);
    }

    /** A profile, not yet behind its jump hosts. */
    private record Part(Target target, FileProfiles.Jumps jumps, String privilegeLevel, Profile.Limits limits) {
    }

    private Part part(Hop hop, List<String> before) throws SshException {
        String name = hop.profile();
        if (before.contains(name)) {
            throw invalid(before.get(0), "has a loop of jump hosts: " + String.join(", ", before) + ", " + name);
        }
        ProfileSettings own = properties(name);
        if (own != null) {
            return part(own, hop);
        }
        FileProfiles.Found found = fileProfiles.find(hop);
        return found == null ? null : new Part(found.target(), found.jumps(), found.privilegeLevel(), Profile.Limits.NONE);
    }

    // ---- properties ----

    private Part part(ProfileSettings own, Hop hop) throws SshException {
        ProfileSettings.Login login = own.login();
        Credentials credentials = new Credentials(characters(login.password()), keys(own), Certificates.authority(own, files, settings.certificates()),
                promptAnswers(own), settings.asksSomebody());
        Target target = new Target(new Target.Address(own.route().host().strip(), own.route().port()),
                new Target.Login(login.username() == null ? "" : login.username(), credentials), HostKeys.rule(own, settings),
                connecting(own)).with(new Target.Channels(own.options().allowForwarding(), shell(own)));
        return new Part(hop.of(target).through(proxy(own)), new FileProfiles.Jumps(jumps(own), null), emptyToNull(own.options().privilegeLevel()),
                own.options().limits());
    }

    /** Null if there is none. */
    private static Proxy proxy(ProfileSettings own) throws SshProfileException {
        ProfileSettings.Via via = own.route().proxy();
        try {
            return isGiven(via.url()) ? ProxyUrl.of(via.url().strip()).with(characters(via.password()), via.resolvesNames()) : null;
        } catch (IllegalArgumentException e) {
            throw invalid(own.name(), "has an invalid proxy: " + e.getMessage());
        }
    }

    private static SshRemoteShell shell(ProfileSettings own) throws SshProfileException {
        try {
            return isGiven(own.options().remoteShell()) ? SshRemoteShell.of(own.options().remoteShell()) : SshRemoteShell.POSIX;
        } catch (IllegalArgumentException e) {
            throw invalid(own.name(), "has an " + e.getMessage());
        }
    }

    private List<PrivateKeySource> keys(ProfileSettings own) throws SshException {
        ProfileSettings.KeyFile key = own.login().key();
        if (!isGiven(key.file())) {
            if (isGiven(key.certificateFile())) {
                throw invalid(own.name(), "has a certificateFile but no privateKeyFile that the certificate is for");
            }
            return List.of();
        }
        Path file = Path.of(key.file());
        String certificate = isGiven(key.certificateFile())
                ? files.text(Path.of(key.certificateFile()), SshErrorCode.UNREADABLE_CERTIFICATE) : null;
        return List.of(PrivateKeySource.of(file.toString(), files.bytes(file, SshErrorCode.UNREADABLE_KEY),
                characters(key.passphrase()), certificate));
    }

    private ConnectSettings connecting(ProfileSettings own) throws SshProfileException {
        ConnectSettings defaults = settings.connecting();
        ProfileSettings.Times times = own.options().times();
        try {
            return defaults.with(orElse(times.connectTimeout(), defaults.connectTimeout()),
                    keepalive(times.keepaliveInterval(), defaults.keepaliveMaxMissed(), defaults.keepalive()))
                    .with(ChosenAlgorithms.rule(own.algorithms()));
        } catch (IllegalArgumentException e) {
            throw invalid(own.name(), "has invalid " + e.getMessage());
        }
    }

    private static List<Hop> jumps(ProfileSettings own) throws SshProfileException {
        try {
            return isGiven(own.route().jump()) ? Hop.list(own.route().jump().strip()) : List.of();
        } catch (IllegalArgumentException e) {
            throw invalid(own.name(), "has an " + e.getMessage());
        }
    }

    private static Map<String, char[]> promptAnswers(ProfileSettings own) throws SshProfileException {
        try {
            return isGiven(own.login().promptAnswers()) ? promptAnswers(own.login().promptAnswers()) : Map.of();
        } catch (IllegalArgumentException e) {
            throw invalid(own.name(), "has invalid promptAnswers: " + e.getMessage());
        }
    }

    /** @throws IllegalArgumentException if a line has no question; the message shows no part of the line */
    static Map<String, char[]> promptAnswers(String text) {
        Map<String, char[]> answers = new LinkedHashMap<>();
        for (String line : text.lines().filter(ProfileReader::isGiven).toList()) {
            int equals = line.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("each line must have a part of a question, = and the answer");
            }
            answers.put(line.substring(0, equals).strip(), line.substring(equals + 1).toCharArray());
        }
        return answers;
    }

    /** @param interval null for that of the defaults; zero if the server must not be asked at all */
    static ConnectSettings.Keepalive keepalive(Duration interval, int maxMissed, ConnectSettings.Keepalive defaults) {
        if (interval == null) {
            return new ConnectSettings.Keepalive(defaults.interval(), maxMissed);
        }
        return new ConnectSettings.Keepalive(interval, maxMissed, !interval.isZero());
    }

    private static Duration orElse(Duration given, Duration otherwise) {
        return given == null ? otherwise : given;
    }

    // ---- parts ----

    static SshProfileException invalid(String profile, String what) {
        return new SshProfileException(SshErrorCode.INVALID_PROFILE, "profile " + JsonText.word(profile) + " " + what);
    }

    static char[] characters(String secret) {
        return secret == null || secret.isEmpty() ? null : secret.toCharArray();
    }

    private static String emptyToNull(String value) {
        return isGiven(value) ? value : null;
    }
}
