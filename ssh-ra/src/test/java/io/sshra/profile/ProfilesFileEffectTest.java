package io.sshra.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.SshCertificateTerms;
import io.sshra.SshRemoteShell;
import io.sshra.ssh.ConnectSettings;
import io.sshra.ssh.HostKeyRule;
import io.sshra.ssh.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The effect of each keyword of a profiles file on the target. */
class ProfilesFileEffectTest {

    /** They have no value that could be honoured. */
    private static final List<String> ALWAYS_REFUSED = List.of("BindInterface", "RefuseConnection");

    @TempDir
    private Path folder;

    @BeforeEach
    void keys() throws Exception {
        Files.createDirectories(folder.resolve("keys"));
        for (String name : List.of("id", "id2", "keys/real-a-2022-alice%", "keys/bob")) {
            Files.writeString(folder.resolve(name), "key " + name);
        }
    }

    private Profile profile(String alias, String... lines) throws Exception {
        Path file = Files.writeString(folder.resolve("profiles"), String.join("\n", lines) + "\n");
        return new ProfileCatalog(Definitions.of(file, folder.resolve("known")), new Revisions(), System::nanoTime)
                .resolve(alias);
    }

    private static Arguments effect(String line, Function<Target, Object> effect, Object byDefault, Object expected) {
        return Arguments.of(line, effect, byDefault, expected);
    }

    static Stream<Arguments> effects() {
        return Stream.of(effect("HostName h", Target::host, "a", "h"), effect("Port 2022", Target::port, 22, 2022),
                effect("User u", Target::username, "", "u"),
                effect("IdentityFile id", target -> target.credentials().privateKeys().size(), 0, 1),
                effect("UserKnownHostsFile one two", target -> target.hostKeys().knownHostsFiles().stream()
                        .map(file -> file.getFileName().toString()).toList(), List.of("known"), List.of("one", "two")),
                effect("GlobalKnownHostsFile all", target -> target.hostKeys().knownHostsFiles().stream()
                        .map(file -> file.getFileName().toString()).toList(), List.of("known"), List.of("known", "all")),
                effect("StrictHostKeyChecking accept-new", target -> target.hostKeys().policy(), HostKeyRule.Policy.STRICT,
                        HostKeyRule.Policy.ACCEPT_NEW),
                effect("StrictHostKeyChecking ask", target -> target.hostKeys().policy(), HostKeyRule.Policy.STRICT,
                        HostKeyRule.Policy.STRICT),
                effect("HostKeyAlias Cluster", target -> target.hostKeys().alias(), null, "cluster"),
                effect("UpdateHostKeys yes", target -> target.hostKeys().updateHostKeys(), false, true),
                settings("HostKeyAlgorithms ssh-ed25519", settings -> settings.algorithms().hostKeys(), List.of(), List.of("ssh-ed25519")),
                settings("KexAlgorithms curve25519-sha256", settings -> settings.algorithms().keyExchanges().get(0),
                        "mlkem768x25519-sha256", "curve25519-sha256"),
                settings("Ciphers aes256-ctr,aes128-ctr", settings -> settings.algorithms().ciphers().get(0),
                        "aes128-gcm@openssh.com", "aes256-ctr"),
                settings("MACs hmac-sha2-512", settings -> settings.algorithms().macs().get(0), "hmac-sha2-256-etm@openssh.com",
                        "hmac-sha2-512"),
                settings("ServerAliveInterval 1m", ConnectSettings::keepaliveInterval, Duration.ofSeconds(30), Duration.ofMinutes(1)),
                settings("ServerAliveInterval 0", ConnectSettings::keepaliveInterval, Duration.ofSeconds(30), Duration.ZERO),
                settings("ServerAliveCountMax 7", ConnectSettings::keepaliveMaxMissed, 3, 7),
                settings("ConnectTimeout 1m30s", ConnectSettings::connectTimeout, Duration.ofSeconds(15), Duration.ofSeconds(90)),
                settings("ConnectTimeout none", ConnectSettings::connectTimeout, Duration.ofSeconds(15), Duration.ofSeconds(15)),
                effect("SetEnv A=1 \"B=2 3\"", Target::environment, Map.of(), Map.of("A", "1", "B", "2 3")),
                effect("SendEnv PATH", Target::environment, Map.of(), Map.of("PATH", System.getenv("PATH"))),
                settings("PreferredAuthentications hostbased,password,publickey", ConnectSettings::authentications,
                        ConnectSettings.AUTHENTICATIONS, List.of("password", "publickey")),
                settings("NumberOfPasswordPrompts 3", ConnectSettings::passwordPrompts, 1, 3),
                settings("Compression yes", ConnectSettings::compression, false, true),
                settings("AddressFamily inet6", ConnectSettings::addressFamily, ConnectSettings.AddressFamily.ANY,
                        ConnectSettings.AddressFamily.INET6),
                settings("BindAddress 127.0.0.1", ConnectSettings::bindAddress, null, "127.0.0.1"),
                effect("RemoteShell rc", Target::remoteShell, SshRemoteShell.POSIX, SshRemoteShell.RC),
                settings("LegacyAlgorithms yes", settings -> settings.algorithms().legacy(), false, true),
                settings("PubkeyAuthentication no", ConnectSettings::authentications, ConnectSettings.AUTHENTICATIONS,
                        List.of("password", "keyboard-interactive")),
                settings("PasswordAuthentication no", ConnectSettings::authentications, ConnectSettings.AUTHENTICATIONS,
                        List.of("publickey", "keyboard-interactive")),
                settings("KbdInteractiveAuthentication false", ConnectSettings::authentications, ConnectSettings.AUTHENTICATIONS,
                        List.of("publickey", "password")),
                settings("ChallengeResponseAuthentication no", ConnectSettings::authentications, ConnectSettings.AUTHENTICATIONS,
                        List.of("publickey", "password")),
                effect("ProxyCommand ssh -q -W %h:%p b", target -> target.jump() == null ? null : target.jump().host(), null, "b"),
                effect("ProxyCommand none", Target::jump, null, null),
                effect("ProxyJump b", target -> target.jump() == null ? null : target.jump().host(), null, "b"),
                effect("ProxyJump none", Target::jump, null, null),
                certificates("CertificateAuthorityFile id2", terms -> terms, null, SshCertificateTerms.DEFAULTS),
                effect("CertificateSource java:app/vault", target -> target.credentials().authority() != null
                        && target.credentials().authority().hasSource(), false, true),
                certificates("CertificateAuthorityFile id2\nCertificatePrincipals x,y", SshCertificateTerms::principals, null, List.of("x", "y")),
                certificates("CertificateAuthorityFile id2\nCertificateValidity 1m", SshCertificateTerms::validity, null, Duration.ofMinutes(1)),
                certificates("CertificateAuthorityFile id2\nCertificateSourceAddress 10.0.0.0/8", SshCertificateTerms::sourceAddress, null, "10.0.0.0/8"),
                certificates("CertificateAuthorityFile id2\nCertificateForceCommand a b", SshCertificateTerms::forceCommand, null, "a b"),
                certificates("CertificateAuthorityFile id2\nCertificateExtensions permit-pty", terms -> terms.extensions().toString(), null,
                        "[permit-pty]"),
                effect("Proxy socks5://P.example.org:1080", ProfilesFileEffectTest::proxy, null, "socks5://p.example.org:1080 false"),
                effect("Proxy HTTP://[::1]:3128", ProfilesFileEffectTest::proxy, null, "http://[::1]:3128 false"),
                effect("Proxy none", Target::proxy, null, null),
                effect("ProxyCommand nc -X connect -x p %h %p", ProfilesFileEffectTest::proxy, null, "http://p:3128 true"),
                effect("SudoPasswordFile id", target -> target.credentials().sudoPassword() != null, false, true),
                // Of no effect without Proxy.
                effect("ProxyPasswordFile id", Target::proxy, null, null), effect("ProxyResolvesNames yes", Target::proxy, null, null),
                // Without the key's own settings: other tests cover the rest.
                effect("CertificateFile id2", target -> target.credentials().privateKeys().size(), 0, 0),
                effect("IdentitiesOnly no", target -> target.credentials().privateKeys().size(), 0, 0),
                effect("IgnoreUnknown X", Target::host, "a", "a"), effect("PrivilegeLevel P0", Target::host, "a", "a"),
                effect("Group web", Target::host, "a", "a"),
                // Other values are refused: what they guard can't be honoured.
                effect("CanonicalizeHostname no", Target::host, "a", "a"), effect("RevokedHostKeys none", Target::host, "a", "a"),
                effect("KnownHostsCommand none", Target::host, "a", "a"),
                effect("RequiredRSASize 2048", target -> target.hostKeys().strength().rsaBits(), 1024, 2048),
                effect("RequiredRSASize 0", target -> target.hostKeys().strength().rsaBits(), 1024, 1024),
                effect("CASignatureAlgorithms ssh-ed25519,rsa-sha2-512", target -> target.hostKeys().strength().caSignatures(), List.of(),
                        List.of("ssh-ed25519", "rsa-sha2-512")));
    }

    private static String proxy(Target target) {
        return target.proxy() == null ? null : target.proxy() + " " + target.proxy().resolvesNames();
    }

    private static Arguments settings(String line, Function<ConnectSettings, Object> effect, Object byDefault, Object expected) {
        return effect(line, target -> effect.apply(target.settings()), byDefault, expected);
    }

    private static Arguments certificates(String lines, Function<SshCertificateTerms, Object> effect, Object byDefault, Object expected) {
        return effect(lines, target -> target.credentials().authority() == null ? null : effect.apply(target.credentials().authority().terms()),
                byDefault, expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("effects")
    void aKeywordChangesTheTargetAndTheRevision(String line, Function<Target, Object> effect, Object byDefault, Object expected)
            throws Exception {
        assertThat(effect.apply(profile("a", "Host a b").target())).isEqualTo(byDefault);
        assertThat(effect.apply(profile("a", "Host a b", "Host a", line).target())).isEqualTo(expected);
        assertThat(effect.apply(profile("b", "Host a b", "HostName a", "Host a", line).target())).as("another alias").isEqualTo(byDefault);
    }

    /** It is no setting of the target, but another level is another profile. */
    @Test
    void aLevelIsThatOfItsProfile() throws Exception {
        Profile without = profile("a", "Host a", "HostName h");
        Profile level = profile("a", "Host a", "HostName h", "PrivilegeLevel P0", "PrivilegeLevel P3");
        assertThat(without.privilegeLevel()).isNull();
        assertThat(level.privilegeLevel()).isEqualTo("P0");
    }

    /** So that nobody loses a connection because a machine was put into a group. */
    @Test
    void aGroupChangesWhatIsShownAndNotTheRevision() throws Exception {
        Path file = Files.write(folder.resolve("profiles"), List.of("Host a", "Host b", "Group \"Web servers\"", "Host *", "HostName h", "Group others"));
        Revisions revisions = new Revisions();
        ProfileCatalog catalog = new ProfileCatalog(Definitions.of(file, folder.resolve("known")), revisions, System::nanoTime);

        assertThat(catalog.describe("a").group()).isEqualTo("others");
        assertThat(catalog.describe("b").group()).isEqualTo("Web servers");
        String revision = catalog.resolve("a").revision();
        Files.write(file, List.of("Host a", "HostName h"));
        assertThat(new ProfileCatalog(Definitions.of(file, folder.resolve("known")), revisions, System::nanoTime).resolve("a").revision()).isEqualTo(revision);
    }

    @Test
    void everyKeywordIsTested() {
        assertThat(effects().flatMap(arguments -> ((String) arguments.get()[0]).lines()).map(line -> line.replaceFirst(" .*", "")))
                .containsAll(Arrays.stream(Keyword.values()).map(Keyword::spelling).filter(name -> !ALWAYS_REFUSED.contains(name)).toList());
    }

    @Test
    void theDocumentationListsEachKeywordOnce() throws Exception {
        String section = Files.readString(Path.of("../docs/configuration.md")).replaceFirst("(?s).*\\n## The profiles file\\n", "")
                .replaceFirst("(?s)\\n## .*", "");
        Stream<String> documented = section.lines().filter(line -> line.startsWith("| `")).map(line -> line.replaceFirst("\\| `(\\w+) .*", "$1"));
        assertThat(documented).containsExactlyInAnyOrderElementsOf(Stream.concat(Stream.of("Host", "Match", "Include"),
                Arrays.stream(Keyword.values()).map(Keyword::spelling)).toList());
    }

    @Test
    void tokensAreReplacedByTheValuesOfTheProfile() throws Exception {
        Target target = profile("a", "Host a", "HostName REAL", "User alice", "Port 2022", "IdentityFile keys/%h-%n-%p-%r%%",
                "UserKnownHostsFile %h/%n %p-%r-%u ${PATH}/x").target();
        assertThat(target.credentials().privateKeys()).hasSize(1);
        assertThat(target.hostKeys().knownHostsFiles()).containsExactly(folder.resolve("real/a"),
                folder.resolve("2022-alice-" + System.getProperty("user.name")), folder.resolve(System.getenv("PATH") + "/x"));
    }

    private static List<String> way(Profile profile) {
        List<String> way = new ArrayList<>();
        for (Target hop = profile.target(); hop != null; hop = hop.jump()) {
            way.add(hop.toString());
        }
        return way;
    }

    @Test
    void userAndPortInProxyJumpOverrideThoseOfTheJumpHost() throws Exception {
        String[] lines = {"Host bastion", "HostName gate", "User own", "Port 2200", "Host bastion ::1", "User six", "Host a",
            "ProxyJump bastion", "Host b", "ProxyJump bob@bastion:22", "Host c", "ProxyJump [::1]:2222,carol@bastion", "Host a b c d",
            "User u"};
        assertThat(way(profile("a", lines))).containsExactly("u@a:22", "own@gate:2200");
        assertThat(way(profile("b", lines))).containsExactly("u@b:22", "bob@gate:22");
        assertThat(way(profile("c", lines))).containsExactly("u@c:22", "carol@gate:2200", "six@[::1]:2222");
        assertThat(profile("c", lines).relayMode()).isTrue();
    }

    @Test
    void theUserInProxyJumpAppliesToTokensAndMatch() throws Exception {
        Target jump = profile("a", "Host a", "ProxyJump bob@bastion:2222", "Host bastion", "IdentityFile keys/%r", "Match user bob",
                "BindAddress 127.0.0.1", "Match host bastion", "UserKnownHostsFile %r-%p").target().jump();
        assertThat(jump.credentials().privateKeys()).hasSize(1);
        assertThat(jump.settings().bindAddress()).isEqualTo("127.0.0.1");
        assertThat(jump.hostKeys().knownHostsFiles()).containsExactly(folder.resolve("bob-2222"));
    }

    @Test
    void tokensInProxyJumpHaveTheValuesOfTheTarget() throws Exception {
        assertThat(way(profile("web", "Host web", "HostName web.example.org", "User u", "Port 22", "ProxyJump %r@gate-%h,%n-%p",
                "Host gate-web.example.org web-22", "User own"))).containsExactly("u@web.example.org:22", "own@web-22:22",
                "u@gate-web.example.org:22");
    }

    @Test
    void onlyTheFirstJumpHostIsReachedThroughItsOwnJumpHosts() throws Exception {
        String[] lines = {"Host a", "ProxyJump b", "Host b", "ProxyJump c", "Host c", "Host d", "ProxyJump b,e", "Host e",
            "ProxyJump nowhere", "Host *", "User u"};
        assertThat(way(profile("a", lines))).containsExactly("u@a:22", "u@b:22", "u@c:22");
        assertThat(way(profile("d", lines))).containsExactly("u@d:22", "u@e:22", "u@b:22", "u@c:22");
    }
}
