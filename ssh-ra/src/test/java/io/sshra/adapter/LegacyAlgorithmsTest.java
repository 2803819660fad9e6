package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshAlgorithms;
import io.sshra.SshConnection;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshInputException;
import io.sshra.SshTarget;
import io.sshra.ssh.algorithm.AlgorithmKind;
import io.sshra.testing.AuditLog;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.LogLines;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that have nothing but what is legacy, or what is on request. */
@RequiresOpenSsh
@Tag("long")
class LegacyAlgorithmsTest {

    private static final String OLD_KEY_EXCHANGE = "KexAlgorithms diffie-hellman-group14-sha1";
    private static final String OLD_CIPHER = "Ciphers aes256-cbc";
    private static final String OLD_MAC = "MACs hmac-sha1";

    @TempDir
    private Path folder;
    private final String user = "legacy-" + UUID.randomUUID();

    private SshConnectionSpec spec(OpenSshServer server, SshAlgorithms algorithms) {
        return AdapterFixture.spec(user, "s", "box", AdapterFixture.target(server).algorithms(algorithms).build());
    }

    private static void runs(AdapterFixture fixture, SshConnectionSpec spec) throws Exception {
        try (SshConnection connection = fixture.factory.getConnection(spec)) {
            assertThat(connection.exec("echo there").stdout()).isEqualTo("there\n");
        }
    }

    static Stream<String> each() {
        return Stream.of(AlgorithmKind.KEY_EXCHANGES, AlgorithmKind.CIPHERS, AlgorithmKind.MACS).flatMap(kind ->
                kind.legacy().stream().map(name -> kind.keyword() + " " + name));
    }

    @ParameterizedTest
    @MethodSource("each")
    void aServerWithNothingElseIsReachedWhereLegacyIsSwitchedOn(String only) throws Exception {
        // A MAC is used with a cipher that needs one.
        String[] configuration = only.startsWith("MACs") ? new String[] {only, "Ciphers aes128-ctr"} : new String[] {only};
        try (OpenSshServer server = OpenSshServer.start(configuration); LogLines log = new LogLines();
                AdapterFixture fixture = new AdapterFixture(adapter -> { }, definition -> { })) {
            String name = only.replaceFirst(".* ", "");
            SshConnectionSpec without = spec(server, SshAlgorithms.DEFAULTS);
            assertThatThrownBy(() -> fixture.factory.getConnection(without)).isInstanceOf(SshException.class)
                    .hasMessageContaining("this adapter has only legacy ones, " + name + ", which legacyAlgorithms switches on")
                    .extracting("code").isEqualTo(SshErrorCode.NO_COMMON_ALGORITHM);
            assertThat(log.of("SSHRA000108")).isEmpty();
            runs(fixture, spec(server, SshAlgorithms.DEFAULTS.withLegacy()));
            assertThat(log.of("SSHRA000108")).hasSize(1).first().asString().startsWith("WARN")
                    .contains("INSECURE: legacy algorithms are switched on for " + server.username() + "@").contains("In use: " + name);
        }
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', value = {"MACs,hmac-sha2-256,", "KexAlgorithms,ecdh-sha2-nistp256,"})
    void theAdviceNamesWhatThisAdapterHasOnRequest(String keyword, String name) throws Exception {
        try (OpenSshServer server = OpenSshServer.start(keyword + " " + name, "Ciphers aes128-ctr");
                AdapterFixture fixture = new AdapterFixture(adapter -> { }, definition -> { })) {
            SshConnectionSpec byDefault = spec(server, SshAlgorithms.DEFAULTS);
            assertThatThrownBy(() -> fixture.factory.getConnection(byDefault)).hasMessageContaining("This adapter has " + name
                    + " on request: " + keyword + " +" + name).extracting("code").isEqualTo(SshErrorCode.NO_COMMON_ALGORITHM);
            runs(fixture, spec(server, keyword.equals("MACs") ? SshAlgorithms.DEFAULTS.withMacs("+" + name)
                    : SshAlgorithms.DEFAULTS.withKexAlgorithms("^" + name)));
        }
    }

    @Test
    void theAuditListsLegacyAlgorithmsAndEachConnectIsWarnedOf() throws Exception {
        try (OpenSshServer old = OpenSshServer.start(OLD_KEY_EXCHANGE, OLD_CIPHER, OLD_MAC); OpenSshServer modern = OpenSshServer.start();
                AuditLog audit = new AuditLog(Level.FINE); LogLines log = new LogLines();
                AdapterFixture fixture = new AdapterFixture(adapter -> { }, definition -> { })) {
            SshTarget gate = AdapterFixture.target(old).algorithms(SshAlgorithms.DEFAULTS.withLegacy()).build();
            for (String session : List.of("one", "two")) {
                runs(fixture, AdapterFixture.spec(user, session, "old", gate));
            }
            runs(fixture, AdapterFixture.spec(user, "s", "modern", AdapterFixture.target(modern).build()));
            runs(fixture, AdapterFixture.spec(user, "s", "willing", AdapterFixture.target(modern).algorithms(gate.algorithms()).build()));
            runs(fixture, AdapterFixture.spec(user, "s", "behind", AdapterFixture.target(modern).jump(gate).build()));
            assertThat(audit.lines(user).stream().filter(line -> line.startsWith("event=connect "))
                    .map(line -> line.replaceFirst(".* profile=(\\w+) .* legacyAlgorithms=(\\S+) .*", "$1 $2"))).containsExactly(
                    "old aes256-cbc,diffie-hellman-group14-sha1,hmac-sha1", "old aes256-cbc,diffie-hellman-group14-sha1,hmac-sha1", "modern -",
                    "willing none", "behind aes256-cbc,diffie-hellman-group14-sha1,hmac-sha1");
            assertThat(log.of("SSHRA000108")).hasSize(4);
        }
    }

    /** A server from before 2016, which knows RSA with SHA-1 only (RFC 8332) and does not say so (RFC 8308). */
    @Test
    void sshRsaSignsAndIsBelievedOnlyWhereLegacyIsSwitchedOn() throws Exception {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        KeyPair hostKey = rsa.generateKeyPair();
        KeyPair key = rsa.generateKeyPair();
        try (EmbeddedSshServer server = EmbeddedSshServer.start(sshd -> {
            sshd.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
            sshd.setSignatureFactories(List.of(BuiltinSignatures.rsa));
            sshd.setKexExtensionHandler(null);
            sshd.setPublickeyAuthenticator((name, offered, session) -> KeyUtils.compareKeys(offered, key.getPublic()));
        }); AuditLog audit = new AuditLog(Level.FINE); AdapterFixture fixture = new AdapterFixture(adapter -> { }, definition -> { })) {
            SshTarget.Builder target = SshTarget.builder().host(server.host()).port(server.port()).username("u").keyPair(key)
                    .hostKeyFingerprint(KeyUtils.getFingerPrint(BuiltinDigests.sha256, hostKey.getPublic()));
            SshConnectionSpec without = AdapterFixture.spec(user, "s", "box", target.build());
            assertThatThrownBy(() -> fixture.factory.getConnection(without)).hasMessageContaining("only legacy ones, ssh-rsa");
            runs(fixture, AdapterFixture.spec(user, "s", "box", target.algorithms(SshAlgorithms.DEFAULTS.withLegacy()).build()));
            assertThat(audit.lines(user)).anyMatch(line -> line.startsWith("event=connect ") && line.contains(" legacyAlgorithms=ssh-rsa "));
        }
    }

    @Test
    void profilesOfAFileAndOfPropertiesCanSwitchThemOn() throws Exception {
        try (OpenSshServer server = OpenSshServer.start(OLD_KEY_EXCHANGE, OLD_CIPHER, OLD_MAC)) {
            Path profiles = Files.writeString(folder.resolve("profiles"), """
                    Host old
                      LegacyAlgorithms yes
                    Host older
                      LegacyAlgorithms yes
                      Ciphers +aes256-cbc
                      MACs hmac-sha1,umac-64@openssh.com
                    Host without
                      MACs +hmac-sha1
                    Host *
                      HostName %s
                      Port %d
                      User %s
                      IdentityFile %s
                    """.formatted(server.host(), server.port(), server.username(), server.privateKeyFile()));
            Path knownHosts = Files.writeString(folder.resolve("known_hosts"), "");
            Consumer<SshManagedConnectionFactory> settings = definition -> {
                definition.setHost(server.host());
                definition.setPort(server.port());
                definition.setUsername(server.username());
                definition.setPrivateKeyFile(server.privateKeyFile().toString());
                definition.setHostKeyFingerprints(server.hostKeyFingerprint());
                definition.setKexAlgorithms("diffie-hellman-*-sha1");
                definition.setCiphers("^aes256-cbc");
                definition.setLegacyAlgorithms(true);
                definition.setProfilesFile(profiles.toString());
                definition.setKnownHostsFile(knownHosts.toString());
                definition.setAcceptNewHostKeys(true);
            };
            try (LogLines log = new LogLines(); AdapterFixture fixture = new AdapterFixture(adapter -> { }, settings)) {
                for (String profile : List.of("default", "old", "older")) {
                    runs(fixture, SshConnectionSpec.of(user, "s", profile));
                }
                assertThat(log.of("SSHRA000012")).singleElement().asString().contains("profiles:6: MACs: left out umac-64@openssh.com,");
                assertThatThrownBy(() -> fixture.factory.getConnection(SshConnectionSpec.of(user, "s", "without"))).extracting("code")
                        .isEqualTo(SshErrorCode.NO_COMMON_ALGORITHM);
                assertThat(log.of("SSHRA000012")).hasSize(2).last().asString().contains("profiles:8: MACs: left out hmac-sha1,");
            }
        }
    }

    @Test
    void anSshTargetWithAnAlgorithmThatCannotBeOfferedIsRefused() throws Exception {
        try (AdapterFixture fixture = new AdapterFixture(adapter -> { }, definition -> { })) {
            for (SshAlgorithms wrong : List.of(SshAlgorithms.DEFAULTS.withCiphers("rot13"), SshAlgorithms.DEFAULTS.withCiphers("+aes128-cbc"),
                    SshAlgorithms.DEFAULTS.withLegacy().withCiphers("+arcfour"))) {
                SshTarget target = SshTarget.builder().host("127.0.0.1").port(1).username("u").password(new char[] {'p'}).algorithms(wrong).build();
                assertThatThrownBy(() -> fixture.factory.getConnection(AdapterFixture.spec(user, "s", "p", target)))
                        .isInstanceOf(SshInputException.class).hasMessageContaining("invalid SshTarget: its Ciphers: ");
            }
        }
    }

    /** What ssh knows and this adapter does not is left out; what neither knows is an error. */
    @Test
    void everyNameThatSshKnowsIsKnownOrLeftOut() throws Exception {
        for (AlgorithmKind kind : AlgorithmKind.values()) {
            Process query = new ProcessBuilder("ssh", "-Q", kind.keyword()).start();
            List<String> ofSsh = new String(query.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
            assertThat(ofSsh).isNotEmpty();
            AlgorithmKind.Selection selection = kind.parse(String.join(",", ofSsh), true);
            assertThat(Stream.concat(selection.names().stream(), selection.leftOut().stream()).collect(Collectors.toSet()))
                    .containsAll(new ArrayList<>(ofSsh));
        }
    }
}
