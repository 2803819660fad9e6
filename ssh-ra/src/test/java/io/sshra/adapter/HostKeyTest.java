package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnectException;
import io.sshra.SshConnection;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshHostKeyException;
import io.sshra.SshProfileException;
import io.sshra.SshTarget;
import io.sshra.log.LogContext;
import io.sshra.testing.LogLines;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.Patience;
import io.sshra.testing.RequiresOpenSsh;
import io.sshra.testing.SshKeygen;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which host keys are accepted, tested with the tools and the server of OpenSSH. */
@RequiresOpenSsh
class HostKeyTest {

    @TempDir
    private Path folder;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private String otherSettings = "";

    @AfterEach
    void stop() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private <T extends AutoCloseable> T closing(T resource) {
        opened.add(resource);
        return resource;
    }

    private Path key(String name, String type) throws Exception {
        return SshKeygen.key(folder.resolve(name), type);
    }

    private static String publicLine(Path key) throws IOException {
        String[] words = Files.readString(Path.of(key + ".pub")).split(" ");
        return words[0] + " " + words[1].strip();
    }

    private Path knownHosts(String... lines) throws IOException {
        return Files.write(folder.resolve("known_hosts"), List.of(lines));
    }

    private AdapterFixture adapter(OpenSshServer... servers) throws Exception {
        StringBuilder profiles = new StringBuilder();
        for (int i = 0; i < servers.length; i++) {
            // The server deletes its own file when it ends; the profile may be read after that.
            Path key = Files.copy(servers[i].privateKeyFile(), Files.createTempDirectory(folder, "user").resolve("key"));
            profiles.append("""
                    Host server%d
                      HostName 127.0.0.1
                      Port %d
                      User %s
                      IdentityFile %s
                      UserKnownHostsFile %s
                      %s
                    """.formatted(i, servers[i].port(), servers[i].username(), key,
                    folder.resolve("known_hosts"), otherSettings));
        }
        Path file = Files.writeString(Files.createTempFile(folder, "profiles", ""), profiles);
        return closing(new AdapterFixture(adapter -> { }, definition -> definition.setProfilesFile(file.toString())));
    }

    private static void connects(AdapterFixture adapter, String profile) throws SshException {
        try (SshConnection connection = adapter.factory.getConnection(SshConnectionSpec.of("alice", "s", profile))) {
            assertThat(connection.exec("true").succeeded()).isTrue();
        }
    }

    private static void isRefused(AdapterFixture adapter, SshErrorCode code) {
        assertThatThrownBy(() -> connects(adapter, "server0")).isInstanceOf(SshHostKeyException.class)
                .extracting("code").isEqualTo(code);
    }

    // ---- certificates ----

    /** A server whose only host key has a certificate. */
    private OpenSshServer certified(Path authority, String... options) throws Exception {
        Path hostKey = key("host", "ecdsa");
        List<String> arguments = new ArrayList<>(List.of("-q", "-s", authority.toString(), "-I", "host id"));
        arguments.addAll(List.of(options));
        arguments.add(hostKey + ".pub");
        SshKeygen.run(arguments.toArray(String[]::new));
        return closing(OpenSshServer.start("HostKey " + hostKey, "HostCertificate " + hostKey + "-cert.pub"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "ecdsa", "ed25519"})
    void aCertificateOfAKnownAuthorityIsAccepted(String authorityType) throws Exception {
        Path authority = key("ca", authorityType);
        OpenSshServer server = certified(authority, "-h", "-n", "127.0.0.1", "-V", "+1h");
        knownHosts("@cert-authority [127.0.0.1]:* " + publicLine(authority));
        AdapterFixture adapter = adapter(server);
        try (SshConnection connection = adapter.factory.getConnection(SshConnectionSpec.of("alice", "s", "server0"))) {
            assertThat(connection.info().hostKeyFingerprint()).as("the host's key, not the authority's")
                    .isEqualTo(SshKeygen.fingerprint(folder.resolve("host.pub")));
        }
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() throws Exception {
        OpenSshServer server = certified(key("ca", "ed25519"), "-h", "-n", "127.0.0.1");
        knownHosts("@cert-authority * " + publicLine(key("other", "ed25519")));
        isRefused(adapter(server), SshErrorCode.HOST_KEY_UNKNOWN);
    }

    /** As for ssh, the key of another certificate may still be known. */
    @Test
    void aCertificateCountsOnlyIfItIsSignedInAnAllowedWay() throws Exception {
        Path authority = key("ca", "rsa");
        OpenSshServer server = certified(authority, "-h", "-n", "127.0.0.1");
        knownHosts("@cert-authority * " + publicLine(authority));
        for (String allowed : List.of("rsa-sha2-512", "rsa-sha2-*,sk-ssh-ed25519@openssh.com", "+ssh-ed25519", "-ssh-ed25519")) {
            otherSettings = "CASignatureAlgorithms " + allowed;
            connects(adapter(server), "server0");
        }
        for (String allowed : List.of("ssh-ed25519,rsa-sha2-256", "-rsa-*")) {
            otherSettings = "CASignatureAlgorithms " + allowed;
            isRefused(adapter(server), SshErrorCode.HOST_KEY_UNKNOWN);
        }
        knownHosts("@cert-authority * " + publicLine(authority), "* " + publicLine(folder.resolve("host")));
        connects(adapter(server), "server0");
    }

    @Test
    void anRsaKeyIsRefusedThatIsShorterThanTheProfileSays() throws Exception {
        Path hostKey = key("host", "rsa");
        OpenSshServer server = closing(OpenSshServer.start("HostKey " + hostKey));
        knownHosts("* " + publicLine(hostKey));
        otherSettings = "RequiredRSASize 2048";
        connects(adapter(server), "server0");
        otherSettings = "RequiredRSASize 2049";
        isRefused(adapter(server), SshErrorCode.HOST_KEY_TOO_SHORT);
    }

    @Test
    void aRevokedAuthorityOrKeyIsRefused() throws Exception {
        Path authority = key("ca", "ed25519");
        OpenSshServer server = certified(authority, "-h", "-n", "127.0.0.1");
        knownHosts("@revoked * " + publicLine(authority), "@cert-authority * " + publicLine(authority));
        isRefused(adapter(server), SshErrorCode.HOST_KEY_REVOKED);
        knownHosts("@cert-authority * " + publicLine(authority), "@revoked * " + publicLine(folder.resolve("host")));
        isRefused(adapter(server), SshErrorCode.HOST_KEY_REVOKED);
        assertThat(server.log()).doesNotContain("Accepted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h -n another.example", "-h -n 127.0.0.1 -V 20200101:20200102", "-h", "-n 127.0.0.1"})
    void aCertificateForAnotherHostOrTimeOrPurposeIsRefused(String options) throws Exception {
        Path authority = key("ca", "ed25519");
        OpenSshServer server;
        try {
            server = certified(authority, options.split(" "));
        } catch (IllegalStateException e) {
            assertThat(e).as("sshd itself takes no user certificate").hasMessageContaining("certificate");
            return;
        }
        knownHosts("@cert-authority * " + publicLine(authority));
        AdapterFixture adapter = adapter(server);
        assertThatThrownBy(() -> connects(adapter, "server0")).isInstanceOf(SshConnectException.class)
                .hasMessageContaining("certificate of 127.0.0.1").extracting("code")
                .isEqualTo(SshErrorCode.HOST_CERTIFICATE_INVALID);
        assertThat(server.log()).doesNotContain("Accepted");
    }

    // ---- files ----

    @Test
    void namesHashedBySshKeygenAreRecognised() throws Exception {
        OpenSshServer server = closing(OpenSshServer.start());
        Path file = knownHosts(server.knownHostsLine());
        SshKeygen.run("-q", "-H", "-f", file.toString());
        assertThat(Files.readString(file)).startsWith("|1|");
        connects(adapter(server), "server0");
    }

    /** As ssh does. */
    @Test
    void aMissingFileOfSeveralIsSkippedWithAWarning() throws Exception {
        OpenSshServer server = closing(OpenSshServer.start());
        Path missing = folder.resolve("missing");
        otherSettings = "UserKnownHostsFile " + missing + " " + knownHosts(server.knownHostsLine());
        Path profiles = Files.writeString(folder.resolve("several"), """
                Host server0
                  HostName 127.0.0.1
                  Port %d
                  User %s
                  IdentityFile %s
                  %s
                """.formatted(server.port(), server.username(), server.privateKeyFile(), otherSettings));
        AdapterFixture adapter = closing(new AdapterFixture(any -> { }, definition -> definition.setProfilesFile(profiles.toString())));
        try (LogLines log = new LogLines()) {
            connects(adapter, "server0");
            connects(adapter, "server0");
            assertThat(log.of("SSHRA000010")).singleElement().asString().startsWith("WARN").contains(missing.toString());
        }
        Files.delete(folder.resolve("known_hosts"));
        adapter.factory.sessions().closeSession("alice", "s");
        assertThatThrownBy(() -> connects(adapter, "server0")).isInstanceOf(SshProfileException.class)
                .extracting("code").isEqualTo(SshErrorCode.UNREADABLE_KNOWN_HOSTS);
    }

    @Test
    void aKeyMayBeInAnyOfSeveralFiles() throws Exception {
        OpenSshServer server = closing(OpenSshServer.start());
        knownHosts("# none");
        Path second = Files.writeString(folder.resolve("second"), server.knownHostsLine() + "\n");
        AdapterFixture none = adapter(server);
        isRefused(none, SshErrorCode.HOST_KEY_UNKNOWN);
        Path profiles = Files.writeString(folder.resolve("two"), """
                Host server0
                  HostName 127.0.0.1
                  Port %d
                  User %s
                  IdentityFile %s
                  UserKnownHostsFile %s %s
                """.formatted(server.port(), server.username(), server.privateKeyFile(), folder.resolve("known_hosts"), second));
        connects(closing(new AdapterFixture(adapter -> { }, definition -> definition.setProfilesFile(profiles.toString()))), "server0");
    }

    /** A merge conflict, half a line, Latin-1 in a comment. */
    @Test
    void aFileWithInvalidLinesWorksWithAWarning() throws Exception {
        OpenSshServer server = closing(OpenSshServer.start());
        String line = server.knownHostsLine();
        Path file = Files.writeString(folder.resolve("known_hosts"), "<<<<<<< HEAD\nother.exam\n# B\u00fcro\n" + line + " m\u00fcller\n"
                + line.substring(0, line.length() - 20) + "\n", StandardCharsets.ISO_8859_1);
        try (LogLines log = new LogLines()) {
            connects(adapter(server), "server0");
            assertThat(log.of("SSHRA000008")).singleElement().asString().startsWith("WARN").contains(file + ": line 1 (", "line 2 (", "line 5 (");
        }
    }

    @Test
    void addingAKeyChangesNoOtherByteOfTheFile() throws Exception {
        otherSettings = "StrictHostKeyChecking accept-new";
        OpenSshServer server = closing(OpenSshServer.start());
        byte[] before = "# B\u00fcro\r\n=======\n".getBytes(StandardCharsets.ISO_8859_1);
        Path file = Files.write(folder.resolve("known_hosts"), before);
        connects(adapter(server), "server0");
        assertThat(Files.readAllBytes(file)).startsWith(before);
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).endsWith("\n" + server.knownHostsLine() + "\n");
    }

    @Test
    void aHostIsKnownByItsAliasOrWithoutItsPort() throws Exception {
        OpenSshServer server = closing(OpenSshServer.start());
        String key = server.knownHostsLine().split(" ", 2)[1];
        knownHosts("127.0.0.1 " + key);
        connects(adapter(server), "server0");
        otherSettings = "HostKeyAlias cluster";
        isRefused(adapter(server), SshErrorCode.HOST_KEY_UNKNOWN);
        knownHosts("cluster " + key);
        connects(adapter(server), "server0");
    }

    @Test
    void aCertificateMustHaveTheAlias() throws Exception {
        Path authority = key("ca", "ed25519");
        OpenSshServer server = certified(authority, "-h", "-n", "cluster");
        knownHosts("@cert-authority cluster " + publicLine(authority));
        otherSettings = "HostKeyAlias cluster";
        connects(adapter(server), "server0");
    }

    // ---- one of several keys ----

    /** With a key of each type. */
    private OpenSshServer serverWithAllKinds() throws Exception {
        return closing(OpenSshServer.start("HostKey " + key("host-ed25519", "ed25519"), "HostKey " + key("host-rsa", "rsa"),
                "HostKey " + key("host-ecdsa", "ecdsa")));
    }

    private String fingerprint(String key) throws Exception {
        return SshKeygen.fingerprint(folder.resolve(key + ".pub"));
    }

    private static SshTarget.Builder pinned(OpenSshServer server, String fingerprint) {
        return SshTarget.builder().host(server.host()).port(server.port()).username(server.username()).privateKey(server.privateKey())
                .hostKeyFingerprint(fingerprint);
    }

    private static SshConnection open(AdapterFixture adapter, SshTarget target) throws SshException {
        return adapter.factory.getConnection(AdapterFixture.spec("alice", "s", "p", target));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "rsa", "ecdsa"})
    void anyKeyOfTheHostMayBePinned(String type) throws Exception {
        OpenSshServer server = serverWithAllKinds();
        String fingerprint = fingerprint("host-" + type);
        try (SshConnection connection = open(closing(new AdapterFixture()), pinned(server, fingerprint).build())) {
            assertThat(connection.exec("true").succeeded()).isTrue();
            assertThat(connection.info().hostKeyFingerprint()).isEqualTo(fingerprint);
        }
    }

    @Test
    void aPinnedKeyMayHaveATypeThatIsOfferedOnRequestOnly() throws Exception {
        OpenSshServer server = closing(OpenSshServer.start("HostKey " + key("host-ecdsa", "ecdsa")));
        AdapterFixture adapter = closing(new AdapterFixture());
        open(adapter, pinned(server, fingerprint("host-ecdsa")).build()).close();
        key("another", "ecdsa");
        assertThatThrownBy(() -> open(adapter, pinned(server, fingerprint("another")).build())).isInstanceOf(SshHostKeyException.class)
                .extracting("code").isEqualTo(SshErrorCode.HOST_KEY_CHANGED);
    }

    @Test
    void aPinnedKeyThatTheHostLacksCountsAsChanged() throws Exception {
        OpenSshServer server = serverWithAllKinds();
        key("another", "ed25519");
        AdapterFixture adapter = closing(new AdapterFixture());
        SshHostKeyException failure = catchThrowableOfType(SshHostKeyException.class,
                () -> open(adapter, pinned(server, fingerprint("another")).build()));
        assertThat(failure.code()).isEqualTo(SshErrorCode.HOST_KEY_CHANGED);
        assertThat(failure.fingerprint()).as("the first key that it showed").isEqualTo(fingerprint("host-ed25519"));
        await("asked for each kind, until there was none left").until(() -> server.log().contains("no matching host key type found"));
        assertThat(server.log()).doesNotContain("Accepted");
        await().until(() -> server.openConnections() == 0);
    }

    @Test
    void aPinnedKeyIsFoundThroughAJumpHostWithOneLogIn() throws Exception {
        OpenSshServer server = serverWithAllKinds();
        OpenSshServer gate = closing(OpenSshServer.start());
        SshTarget target = pinned(server, fingerprint("host-rsa")).jump(AdapterFixture.target(gate).build()).build();
        try (SshConnection connection = open(closing(new AdapterFixture()), target)) {
            assertThat(connection.exec("true").succeeded()).isTrue();
            assertThat(gate.authenticatedConnections()).isEqualTo(1);
        }
        await().until(() -> gate.openConnections() == 0);
    }

    /** The list is used unchanged, as in ssh. Nevertheless, a known key of the host is found. */
    @Test
    void aKnownKeyIsFoundAfterOthersInHostKeyAlgorithms() throws Exception {
        otherSettings = "HostKeyAlgorithms ssh-ed25519,rsa-sha2-512";
        OpenSshServer server = serverWithAllKinds();
        String host = "[127.0.0.1]:" + server.port() + " ";
        knownHosts(host + publicLine(folder.resolve("host-rsa")));
        connects(adapter(server), "server0");
        knownHosts(host + publicLine(key("another", "rsa")));
        isRefused(adapter(server), SshErrorCode.HOST_KEY_CHANGED);
    }

    // ---- accept-new ----

    @Test
    void theFirstKeyIsAcceptedAndWrittenAndOthersAreRefused() throws Exception {
        otherSettings = "StrictHostKeyChecking accept-new";
        OpenSshServer server = closing(OpenSshServer.start());
        AdapterFixture adapter = adapter(server);
        connects(adapter, "server0");
        Path file = folder.resolve("known_hosts");
        assertThat(Files.readAllLines(file)).containsExactly(server.knownHostsLine());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        int port = server.port();
        server.close();
        OpenSshServer impostor = closing(OpenSshServer.startOn(port));
        isRefused(adapter, SshErrorCode.HOST_KEY_CHANGED);
        assertThat(impostor.log()).doesNotContain("Accepted");
        assertThat(Files.readAllLines(file)).hasSize(1);
    }

    @Test
    void existingLinesOfTheFileStay() throws Exception {
        otherSettings = "StrictHostKeyChecking accept-new";
        OpenSshServer server = closing(OpenSshServer.start());
        Path real = Files.writeString(folder.resolve("real"), "# a comment\nother.example ssh-rsa AAAA not a key\n# no end");
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
        Files.createSymbolicLink(folder.resolve("known_hosts"), real);
        connects(adapter(server), "server0");
        assertThat(Files.readAllLines(real)).containsExactly("# a comment", "other.example ssh-rsa AAAA not a key", "# no end",
                server.knownHostsLine());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real))).isEqualTo("rw-r-----");
        assertThat(Files.isSymbolicLink(folder.resolve("known_hosts"))).isTrue();
        try (var names = Files.list(folder)) {
            assertThat(names.map(name -> name.getFileName().toString())).noneMatch(name -> name.endsWith(".new"));
        }
    }

    @Test
    void concurrentConnectsWriteALineForEachHost() throws Exception {
        otherSettings = "StrictHostKeyChecking accept-new";
        OpenSshServer[] servers = {closing(OpenSshServer.start()), closing(OpenSshServer.start()), closing(OpenSshServer.start())};
        List<AdapterFixture> adapters = List.of(adapter(servers), adapter(servers), adapter(servers));
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (AdapterFixture adapter : adapters) {
            for (int i = 0; i < servers.length; i++) {
                String profile = "server" + i;
                all.add(CompletableFuture.runAsync(() -> {
                    try {
                        connects(adapter, profile);
                    } catch (SshException e) {
                        throw new IllegalStateException(e);
                    }
                }, task -> new Thread(task).start()));
            }
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(Files.readAllLines(folder.resolve("known_hosts"))).containsExactlyInAnyOrder(servers[0].knownHostsLine(),
                servers[1].knownHostsLine(), servers[2].knownHostsLine());
    }

    @Test
    void aKeyThatCannotBeWrittenIsNotAccepted() throws Exception {
        OpenSshServer server = closing(OpenSshServer.start());
        Path profiles = Files.writeString(folder.resolve("nowhere"), """
                Host server0
                  HostName 127.0.0.1
                  Port %d
                  User %s
                  IdentityFile %s
                  UserKnownHostsFile %s
                  StrictHostKeyChecking accept-new
                """.formatted(server.port(), server.username(), server.privateKeyFile(), folder.resolve("no/such/folder/known_hosts")));
        AdapterFixture adapter = closing(new AdapterFixture(any -> { }, definition -> definition.setProfilesFile(profiles.toString())));
        assertThatThrownBy(() -> connects(adapter, "server0")).isInstanceOf(SshProfileException.class)
                .extracting("code").isEqualTo(SshErrorCode.UNWRITABLE_KNOWN_HOSTS);
        assertThat(server.log()).doesNotContain("Accepted");
        await().until(() -> server.openConnections() == 0);
    }

    // ---- any key ----

    @Test
    void anyKeyIsAcceptedOnlyByAPropertyWithAWarningAtEachStart() throws Exception {
        try (LogLines log = new LogLines()) {
            for (int start = 1; start <= 2; start++) {
                OpenSshServer server = closing(OpenSshServer.start());
                AdapterFixture adapter = adapter(server);
                adapter.definition.setInsecureAcceptAnyHostKey(true);
                connects(adapter, "server0");
                assertThat(log.of("SSHRA000005")).hasSize(start)
                        .allMatch(line -> line.startsWith("WARN") && line.contains("INSECURE"));
            }
        }
        assertThat(Files.exists(folder.resolve("known_hosts"))).as("nothing is remembered").isFalse();
    }

    // ---- UpdateHostKeys ----

    @Test
    void aServerThatProvesItsNewKeysUpdatesTheFile() throws Exception {
        otherSettings = "UpdateHostKeys yes";
        Path ecdsa = key("ecdsa", "ecdsa");
        Path rsa = key("rsa", "rsa");
        OpenSshServer server = closing(OpenSshServer.start("HostKey " + ecdsa, "HostKey " + rsa));
        String host = "[127.0.0.1]:" + server.port() + " ";
        Path file = knownHosts("# kept", host + publicLine(ecdsa), "[127.0.0.1]:" + server.port() + ",alias " + publicLine(key("shared", "ed25519")),
                host + publicLine(key("gone", "ed25519")), "other.example " + publicLine(folder.resolve("gone")));
        try (LogLines log = new LogLines()) {
            connects(adapter(server), "server0");
            await().untilAsserted(() -> assertThat(Files.readAllLines(file)).containsExactlyInAnyOrder("# kept", host + publicLine(ecdsa),
                    "[127.0.0.1]:" + server.port() + ",alias " + publicLine(folder.resolve("shared")),
                    "other.example " + publicLine(folder.resolve("gone")), host + publicLine(rsa)));
            await().untilAsserted(() -> assertThat(log.contexts("SSHRA000104")).as("on whose behalf")
                    .extracting(LogContext::profile).containsExactly("server0"));
        }
    }

    @Test
    void theFileIsNotUpdatedUnlessTheProfileSaysSo() throws Exception {
        Path ecdsa = key("ecdsa", "ecdsa");
        OpenSshServer server = closing(OpenSshServer.start("HostKey " + ecdsa));
        Path file = knownHosts("[127.0.0.1]:" + server.port() + " " + publicLine(ecdsa));
        AdapterFixture adapter = adapter(server);
        try (SshConnection connection = adapter.factory.getConnection(SshConnectionSpec.of("alice", "s", "server0"))) {
            for (int i = 0; i < 3; i++) {
                assertThat(connection.exec("true").succeeded()).as("long after the server has said its keys").isTrue();
            }
        }
        assertThat(Files.readAllLines(file)).hasSize(1);
    }
}
