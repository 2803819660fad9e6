package io.sshra.profile;

import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import io.sshra.SshProfileInfo;
import io.sshra.SshRemoteShell;
import io.sshra.base.SecretText;
import io.sshra.log.AdapterLog;
import io.sshra.ssh.ConnectSettings;
import io.sshra.ssh.Credentials;
import io.sshra.ssh.DestinationRule;
import io.sshra.ssh.Proxy;
import io.sshra.ssh.Target;
import io.sshra.ssh.algorithm.AlgorithmKind;
import io.sshra.ssh.algorithm.AlgorithmRule;
import io.sshra.ssh.algorithm.Algorithms;
import io.sshra.ssh.identity.CertificateAuthority;
import io.sshra.ssh.identity.PrivateKeySource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The profiles of a file in the format of ssh_config(5): each alias without wildcards is one. */
final class FileProfiles {

    private final DefinitionSettings settings;
    private final WatchedFiles files;
    private volatile Reading reading;

    /**
     * The file, or why it could not be read.
     *
     * @param described what was found in it so far, by alias: a caller may ask for all of them again and again
     */
    private record Reading(WatchedFiles.Generation generation, SshConfigFile config, SshProfileException failure, Map<String, SshProfileInfo> described) {
    }

    /**
     * An alias, not yet behind its jump hosts.
     *
     * @param privilegeLevel null if it has none
     */
    record Found(Target target, Jumps jumps, String privilegeLevel) {
    }

    /**
     * Jump hosts.
     *
     * @param hops  in order; may be empty
     * @param place the line of a file that names them; null if no file does
     */
    record Jumps(List<Hop> hops, String place) {
    }

    FileProfiles(DefinitionSettings settings, WatchedFiles files) {
        this.settings = settings;
        this.files = files;
    }

    Set<String> aliases() throws SshProfileException {
        return ProfileReader.isGiven(settings.profilesFile()) ? config().aliases() : Set.of();
    }

    /** Why there is no such alias, for a message. */
    String whyNot() {
        return ProfileReader.isGiven(settings.profilesFile()) ? "and " + settings.profilesFile() + " has no Host of this name"
                : "and it has no profilesFile";
    }

    /** Reads the file once for each generation of files, also if that fails: the next caller gets the same failure. */
    private Reading current() throws SshProfileException {
        Reading present = reading;
        if (present == null || present.generation() != files.generation()) {
            present = readOnce();
        }
        if (present.failure() != null) {
            throw new SshProfileException(present.failure().code(), present.failure().what(), present.failure());
        }
        return present;
    }

    private SshConfigFile config() throws SshProfileException {
        return current().config();
    }

    private synchronized Reading readOnce() {
        WatchedFiles.Generation generation = files.generation();
        if (reading == null || reading.generation() != generation) {
            try {
                reading = new Reading(generation, SshConfigFile.read(Path.of(settings.profilesFile()), files), null, new ConcurrentHashMap<>());
            } catch (SshProfileException e) {
                reading = new Reading(generation, null, e, Map.of());
            }
        }
        return reading;
    }

    /**
     * Where an alias leads.
     *
     * @return null if the file has no such alias
     */
    SshProfileInfo describe(String alias) throws SshProfileException {
        if (!ProfileReader.isGiven(settings.profilesFile())) {
            return null;
        }
        Reading present = current();
        if (!present.config().aliases().contains(alias)) {
            return null;
        }
        SshProfileInfo known = present.described().get(alias);
        if (known == null) {
            HostSettings host = present.config().settings(new Hop(alias));
            known = SshProfileInfo.builder().profile(alias).host(host.host()).port(host.port()).username(host.text(Keyword.USER, null))
                    .privilegeLevel(host.text(Keyword.PRIVILEGE_LEVEL, null)).group(host.text(Keyword.GROUP, null)).build();
            present.described().put(alias, known);
        }
        return known;
    }

    /** @return null if the file has no such alias */
    Found find(Hop hop) throws SshProfileException {
        if (!aliases().contains(hop.profile())) {
            return null;
        }
        HostSettings host = config().settings(hop);
        Credentials credentials = credentials(host);
        Target target = new Target(new Target.Address(host.host(), host.port()),
                new Target.Login(host.text(Keyword.USER, ""), credentials), HostKeys.rule(hop.profile(), host, settings),
                connectSettings(host)).with(new Target.Channels(settings.allowForwarding(), host.environment(),
                        SshRemoteShell.of(host.text(Keyword.REMOTE_SHELL, SshRemoteShell.POSIX.toString())))).through(proxy(host));
        return new Found(target, new Jumps(host.jumps(), host.placeOfWay()), host.text(Keyword.PRIVILEGE_LEVEL, null));
    }

    /** An authority takes the place of keys, which may be those of all hosts. */
    private Credentials credentials(HostSettings host) throws SshProfileException {
        CertificateAuthority authority = Certificates.authority(host, files, settings.certificates());
        return new Credentials(null, authority == null || !authority.canSign() ? keys(host) : List.of(), authority, sudoPassword(host), settings.asksSomebody());
    }

    /** A file that is missing or unreadable is skipped with a warning, as by ssh, unless nothing would be left. */
    private List<PrivateKeySource> keys(HostSettings host) throws SshProfileException {
        List<String> certificates = new ArrayList<>();
        for (Path file : host.paths(Keyword.CERTIFICATE_FILE)) {
            addCertificate(file, certificates);
        }
        List<PrivateKeySource> keys = new ArrayList<>();
        SshProfileException unreadable = null;
        for (Path file : host.paths(Keyword.IDENTITY_FILE)) {
            List<String> candidates = new ArrayList<>(certificates);
            // Where ssh-keygen puts it, and where ssh looks for it.
            Path beside = file.resolveSibling(file.getFileName() + "-cert.pub");
            files.watch(beside);
            if (Files.exists(beside)) {
                addCertificate(beside, candidates);
            }
            try {
                keys.add(PrivateKeySource.withThoseOf(candidates.stream().distinct().toList(), file.toString(),
                        files.bytes(file, SshErrorCode.UNREADABLE_KEY), host.keyStrength()));
            } catch (SshProfileException e) {
                AdapterLog.LOG.identitySkipped(file, e.what());
                unreadable = unreadable == null ? e : unreadable;
            }
        }
        if (keys.isEmpty() && unreadable != null) {
            throw unreadable;
        }
        return keys;
    }

    /** Null if there is none. */
    private Proxy proxy(HostSettings host) throws SshProfileException {
        ProxyUrl url = host.proxy();
        if (url == null) {
            return null;
        }
        char[] password = null;
        // A command has its own log-in or none.
        for (Path file : host.values(Keyword.PROXY_COMMAND).isEmpty() ? host.paths(Keyword.PROXY_PASSWORD_FILE) : List.<Path>of()) {
            password = secret(file);
        }
        try {
            return url.with(password, host.isResolvedByProxy());
        } catch (IllegalArgumentException e) {
            throw SshConfigFile.invalid(host.placeOfWay(), e.getMessage());
        }
    }

    /** By sudo's question; empty if there is none. */
    private Map<String, char[]> sudoPassword(HostSettings host) throws SshProfileException {
        Map<String, char[]> answers = new HashMap<>();
        for (Path file : host.paths(Keyword.SUDO_PASSWORD_FILE)) {
            answers.put(Credentials.SUDO, secret(file));
        }
        return answers;
    }

    private char[] secret(Path file) throws SshProfileException {
        byte[] bytes = files.bytes(file, SshErrorCode.INVALID_PROFILE);
        try {
            return SecretText.firstLine(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private void addCertificate(Path file, List<String> certificates) {
        try {
            String line = files.text(file, SshErrorCode.UNREADABLE_CERTIFICATE).strip();
            if (line.isEmpty()) {
                AdapterLog.LOG.identitySkipped(file, "it is empty");
            } else {
                certificates.add(line);
            }
        } catch (SshProfileException e) {
            AdapterLog.LOG.identitySkipped(file, e.what());
        }
    }

    private ConnectSettings connectSettings(HostSettings host) throws SshProfileException {
        ConnectSettings defaults = settings.connecting();
        return defaults.with(host.seconds(Keyword.CONNECT_TIMEOUT, defaults.connectTimeout()),
                        ProfileReader.keepalive(host.seconds(Keyword.SERVER_ALIVE_INTERVAL, null),
                                host.number(Keyword.SERVER_ALIVE_COUNT_MAX, defaults.keepaliveMaxMissed()), defaults.keepalive()))
                .with(new ConnectSettings.LoginMethods(methods(host), host.number(Keyword.NUMBER_OF_PASSWORD_PROMPTS, 1)))
                .with(new ConnectSettings.Addresses(addressFamily(host), host.text(Keyword.BIND_ADDRESS, null),
                        DestinationRule.ANY))
                .with(algorithms(host))
                .withCompression(host.text(Keyword.COMPRESSION, "no").equalsIgnoreCase("yes"));
    }

    /** Of the preferred methods, those that are not switched off. */
    private static List<String> methods(HostSettings host) throws SshProfileException {
        List<String> methods = Keyword.supported(host.text(Keyword.PREFERRED_AUTHENTICATIONS,
                String.join(",", ConnectSettings.AUTHENTICATIONS))).stream().filter(method -> host.isYes(switch (method) {
                    case "publickey" -> Keyword.PUBKEY_AUTHENTICATION;
                    case "password" -> Keyword.PASSWORD_AUTHENTICATION;
                    default -> Keyword.KBD_INTERACTIVE_AUTHENTICATION;
                }, true)).toList();
        if (methods.isEmpty()) {
            throw ProfileReader.invalid(host.alias(), "has no way to log in: all authentication methods are switched off");
        }
        return methods;
    }

    private static ConnectSettings.AddressFamily addressFamily(HostSettings host) {
        return ConnectSettings.AddressFamily.valueOf(host.text(Keyword.ADDRESS_FAMILY, "any").toUpperCase(Locale.ROOT));
    }

    private static AlgorithmRule algorithms(HostSettings host) throws SshProfileException {
        boolean legacy = host.isYes(Keyword.LEGACY_ALGORITHMS, false);
        AlgorithmRule rule = legacy ? AlgorithmRule.WITH_LEGACY : AlgorithmRule.DEFAULTS;
        for (Map.Entry<Keyword, AlgorithmKind> kind : Keyword.ALGORITHMS.entrySet()) {
            for (SshConfigFile.Value value : host.values(kind.getKey())) {
                rule = rule.with(kind.getValue(), algorithms(kind.getValue(), value, legacy));
            }
        }
        return rule;
    }

    private static List<String> algorithms(AlgorithmKind kind, SshConfigFile.Value value, boolean legacy) throws SshProfileException {
        try {
            AlgorithmKind.Selection selection = kind.parse(value.text(), legacy);
            List<String> leftOut = selection.leftOut().stream().filter(Algorithms::isLegacy).toList();
            if (!leftOut.isEmpty()) {
                AdapterLog.LOG.algorithmsLeftOut(value.place(), kind.keyword(), String.join(",", leftOut));
            }
            return selection.names();
        } catch (IllegalArgumentException e) {
            throw SshConfigFile.invalid(value.place(), kind.keyword() + ": " + e.getMessage());
        }
    }
}
