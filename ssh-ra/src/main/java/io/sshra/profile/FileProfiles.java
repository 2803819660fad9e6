package io.sshra.profile;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProfileException;
import io.sshra.SshTarget;
import io.sshra.transport.AlgorithmRule;
import io.sshra.transport.ConnectSettings;
import io.sshra.transport.Credentials;
import io.sshra.transport.PrivateKeySource;
import io.sshra.transport.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The profiles of a file in the format of ssh_config(5): each alias without wildcards is one. */
final class FileProfiles {

    private final DefinitionSettings settings;
    private final WatchedFiles files;
    /** As of the last change of a file; null if it has to be read. */
    private volatile SshConfigFile config;

    FileProfiles(DefinitionSettings settings, WatchedFiles files) {
        this.settings = settings;
        this.files = files;
        files.onChange(() -> config = null);
    }

    Set<String> aliases() throws SshException {
        return ProfileReader.isGiven(settings.profilesFile()) ? config().aliases() : Set.of();
    }

    /** Why a name is no alias, for a message. */
    String whyNot() {
        return ProfileReader.isGiven(settings.profilesFile()) ? "and " + settings.profilesFile() + " has no Host of this name"
                : "and it has no profilesFile";
    }

    private SshConfigFile config() throws SshException {
        SshConfigFile read = config;
        if (read == null) {
            read = SshConfigFile.read(Path.of(settings.profilesFile()), files);
            config = read;
        }
        return read;
    }

    /** The target of an alias, its jump hosts left out. */
    Target target(String alias) throws SshException {
        HostSettings host = config().settings(alias);
        String username = host.text(Keyword.USER, "");
        Credentials credentials = new Credentials(null, keys(host), Map.of(), settings.asksSomebody());
        return new Target(host.host(), host.number(Keyword.PORT, SshTarget.DEFAULT_PORT), username, credentials,
                HostKeys.rule(alias, host, settings), connectSettings(host), settings.allowForwarding(), host.environment(), null);
    }

    private List<PrivateKeySource> keys(HostSettings host) throws SshProfileException {
        List<Path> certificates = host.paths(Keyword.CERTIFICATE_FILE);
        List<PrivateKeySource> keys = new ArrayList<>();
        for (Path file : host.paths(Keyword.IDENTITY_FILE)) {
            Path certificate = certificateFor(file, certificates);
            keys.add(PrivateKeySource.of(file.toString(), files.bytes(file, SshErrorCode.UNREADABLE_KEY), null,
                    certificate == null ? null : files.text(certificate, SshErrorCode.UNREADABLE_CERTIFICATE)));
        }
        return keys;
    }

    /** The one that is named as ssh-keygen names it, or the only one for the only key. */
    private static Path certificateFor(Path key, List<Path> certificates) {
        for (Path certificate : certificates) {
            if (certificate.getFileName().toString().equals(key.getFileName() + "-cert.pub")) {
                return certificate;
            }
        }
        return certificates.size() == 1 ? certificates.get(0) : null;
    }

    private ConnectSettings connectSettings(HostSettings host) {
        List<String> methods = Keyword.supported(host.text(Keyword.PREFERRED_AUTHENTICATIONS,
                String.join(",", ConnectSettings.AUTHENTICATIONS)));
        AlgorithmRule algorithms = new AlgorithmRule(
                algorithms(host, Keyword.HOST_KEY_ALGORITHMS, AlgorithmRule.Kind.HOST_KEYS, AlgorithmRule.DEFAULTS.hostKeys()),
                algorithms(host, Keyword.KEX_ALGORITHMS, AlgorithmRule.Kind.KEY_EXCHANGES, AlgorithmRule.DEFAULTS.keyExchanges()),
                algorithms(host, Keyword.CIPHERS, AlgorithmRule.Kind.CIPHERS, AlgorithmRule.DEFAULTS.ciphers()),
                algorithms(host, Keyword.MACS, AlgorithmRule.Kind.MACS, AlgorithmRule.DEFAULTS.macs()));
        return new ConnectSettings(host.seconds(Keyword.CONNECT_TIMEOUT, settings.connectTimeout()),
                host.seconds(Keyword.SERVER_ALIVE_INTERVAL, settings.keepaliveInterval()),
                host.number(Keyword.SERVER_ALIVE_COUNT_MAX, settings.keepaliveMaxMissed()), methods,
                host.number(Keyword.NUMBER_OF_PASSWORD_PROMPTS, 1), host.text(Keyword.COMPRESSION, "no").equalsIgnoreCase("yes"),
                ConnectSettings.AddressFamily.valueOf(host.text(Keyword.ADDRESS_FAMILY, "any").toUpperCase(Locale.ROOT)),
                host.text(Keyword.BIND_ADDRESS, null), algorithms);
    }

    private static List<String> algorithms(HostSettings host, Keyword keyword, AlgorithmRule.Kind kind, List<String> otherwise) {
        String text = host.text(keyword, null);
        return text == null ? otherwise : kind.parse(text);
    }

    // ---- jump hosts ----

    /** The hops to an alias, each {@code [user@]alias[:port]}, in order; empty if there are none. */
    List<SshConfigFile.Value> jumps(String alias) throws SshException {
        List<SshConfigFile.Value> values = config().settings(alias).values(Keyword.PROXY_JUMP);
        return values.isEmpty() || values.get(0).text().equalsIgnoreCase("none") ? List.of()
                : hops(values.get(0).text(), values.get(0).place());
    }

    /** @param place null if they are of no file */
    static List<SshConfigFile.Value> hops(String text, String place) {
        return Stream.of(text.split("[,\\s]+")).map(hop -> new SshConfigFile.Value(hop, place, null)).toList();
    }

    static String aliasOf(String hop) {
        String withoutUser = hop.substring(hop.lastIndexOf('@') + 1);
        return portOf(hop) < 0 ? withoutUser : withoutUser.substring(0, withoutUser.lastIndexOf(':'));
    }

    /** The hop's target, with the user and port that the hop has of its own. */
    static Target with(String hop, Target target) {
        int at = hop.lastIndexOf('@');
        Target named = at < 1 ? target : target.as(hop.substring(0, at), target.credentials());
        int port = portOf(hop);
        return port < 0 ? named : new Target(named.host(), port, named.username(), named.credentials(), named.hostKeys(),
                named.settings(), named.allowForwarding(), named.environment(), named.jump());
    }

    /** -1 if it has none. */
    private static int portOf(String hop) {
        String text = hop.substring(hop.lastIndexOf(':') + 1);
        return hop.indexOf(':') > 0 && text.matches("\\d{1,5}") ? Integer.parseInt(text) : -1;
    }
}
