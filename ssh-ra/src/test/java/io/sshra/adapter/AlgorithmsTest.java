package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionInfo;
import io.sshra.SshConnectionSpec;
import io.sshra.ssh.algorithm.AlgorithmKind;
import io.sshra.ssh.algorithm.AlgorithmRule;
import io.sshra.testing.Content;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import io.sshra.testing.SshKeygen;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests each supported algorithm with a server that has no other: OpenSSH if it knows the algorithm, MINA's server if not. One
 * connection tests algorithms of several kinds.
 */
@RequiresOpenSsh
@Tag("long")
class AlgorithmsTest {

    private static final byte[] MEBIBYTE = Content.random(1 << 20);

    /** The only algorithms of one server. */
    record Choice(String keyExchange, String cipher, String mac, String hostKey) {

        boolean macIsUsed() {
            return cipher.endsWith("-ctr");
        }
    }

    private static List<Choice> known() throws Exception {
        List<String> keyExchanges = knownToOpenSsh("kex", AlgorithmKind.KEY_EXCHANGES.known());
        List<String> ciphers = knownToOpenSsh("cipher", AlgorithmKind.CIPHERS.known());
        List<String> macs = knownToOpenSsh("mac", AlgorithmKind.MACS.known());
        List<String> hostKeys = knownToOpenSsh("sig", AlgorithmKind.HOST_KEYS.known()).stream()
                .filter(name -> !name.contains("-cert-")).toList();
        List<Choice> choices = new ArrayList<>();
        int withMac = 0;
        int count = Math.max(Math.max(keyExchanges.size(), 2 * macs.size()), Math.max(ciphers.size(), hostKeys.size()));
        for (int i = 0; i < count; i++) {
            Choice choice = new Choice(in(keyExchanges, i), in(ciphers, i), in(macs, withMac), in(hostKeys, i));
            withMac += choice.macIsUsed() ? 1 : 0;
            choices.add(choice);
        }
        assertThat(choices.stream().filter(Choice::macIsUsed).map(Choice::mac)).containsAll(macs);
        return choices;
    }

    private static String in(List<String> names, int index) {
        return names.get(index % names.size());
    }

    private static List<String> unknownKeyExchanges() throws Exception {
        List<String> known = knownToOpenSsh("kex", AlgorithmKind.KEY_EXCHANGES.known());
        return AlgorithmKind.KEY_EXCHANGES.known().stream().filter(name -> !known.contains(name)).toList();
    }

    private static List<String> knownToOpenSsh(String kind, List<String> names) throws Exception {
        Process query = new ProcessBuilder("ssh", "-Q", kind).start();
        Set<String> known = Set.copyOf(new String(query.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).lines().toList());
        assertThat(query.waitFor()).isZero();
        return names.stream().filter(known::contains).toList();
    }

    @ParameterizedTest
    @MethodSource("known")
    void eachAlgorithmCarriesAMebibyteToOpenSshAndBack(Choice choice, @TempDir Path folder) throws Exception {
        Path hostKey = folder.resolve("host_key");
        generate(hostKey, choice.hostKey());
        List<String> algorithms = List.of("KexAlgorithms " + choice.keyExchange(), "Ciphers " + choice.cipher(),
                "MACs " + choice.mac(), "HostKeyAlgorithms " + choice.hostKey());
        List<String> configuration = new ArrayList<>(algorithms);
        configuration.addAll(List.of("HostKey " + hostKey, "LogLevel DEBUG"));
        try (OpenSshServer server = OpenSshServer.start(configuration.toArray(String[]::new))) {
            Path knownHosts = Files.writeString(folder.resolve("known_hosts"),
                    "[" + server.host() + "]:" + server.port() + " " + Files.readString(Path.of(hostKey + ".pub")));
            Path profiles = Files.writeString(folder.resolve("profiles"), """
                    Host choosy
                      HostName %s
                      Port %d
                      User %s
                      IdentityFile %s
                      UserKnownHostsFile %s
                      %s
                    """.formatted(server.host(), server.port(), server.username(), server.privateKeyFile(), knownHosts,
                    String.join("\n  ", algorithms)));
            SshConnectionInfo info = thereAndBack(definition -> definition.setProfilesFile(profiles.toString()),
                    SshConnectionSpec.of("alice", "s", "choosy"), folder);
            assertThat(info.keyExchange()).isEqualTo(choice.keyExchange());
            assertThat(info.cipher()).isEqualTo(choice.cipher());
            assertThat(info.hostKeyFingerprint()).isEqualTo(SshKeygen.fingerprint(hostKey));
            String mac = choice.macIsUsed() ? choice.mac() : "<implicit>";
            assertThat(server.log()).contains("kex: host key algorithm: " + choice.hostKey())
                    .contains("kex: client->server cipher: " + choice.cipher() + " MAC: " + mac + " ")
                    .contains("kex: server->client cipher: " + choice.cipher() + " MAC: " + mac + " ");
        }
    }

    @ParameterizedTest
    @MethodSource("unknownKeyExchanges")
    void algorithmsUnknownToThisOpenSshWorkWithMinasServer(String keyExchange, @TempDir Path folder) throws Exception {
        try (EmbeddedSshServer server = EmbeddedSshServer.start(sshd -> sshd.setKeyExchangeFactories(
                sshd.getKeyExchangeFactories().stream().filter(factory -> factory.getName().equals(keyExchange)).toList()))) {
            assertThat(thereAndBack(definition -> { }, AdapterFixture.spec("alice", "s", "p", AdapterFixture.target(server).build()),
                    folder).keyExchange()).isEqualTo(keyExchange);
        }
    }

    /** Checks that the methods are available: with an older Bouncy Castle, ML-KEM disappears silently. */
    @Test
    void theseAreOfferedAndNoOthers() {
        AlgorithmRule offered = AlgorithmRule.DEFAULTS;
        assertThat(offered.keyExchanges()).containsExactly("mlkem768x25519-sha256", "curve25519-sha256",
                "curve25519-sha256@libssh.org", "sntrup761x25519-sha512", "sntrup761x25519-sha512@openssh.com",
                "diffie-hellman-group-exchange-sha256", "diffie-hellman-group16-sha512", "diffie-hellman-group18-sha512",
                "diffie-hellman-group14-sha256");
        assertThat(offered.ciphers()).containsExactly("aes128-gcm@openssh.com", "aes256-gcm@openssh.com",
                "chacha20-poly1305@openssh.com", "aes128-ctr", "aes192-ctr", "aes256-ctr");
        assertThat(offered.macs()).containsExactly("hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com");
        assertThat(AlgorithmKind.HOST_KEYS.offered()).filteredOn(name -> !name.contains("-cert-"))
                .containsExactly("ssh-ed25519", "rsa-sha2-512", "rsa-sha2-256");
    }

    @ParameterizedTest
    @CsvSource({"KEY_EXCHANGES,key exchange", "CIPHERS,cipher", "MACS,MAC", "HOST_KEYS,host key"})
    void theDocumentationListsTheAlgorithms(AlgorithmKind kind, String row) throws Exception {
        List<String> known = kind.known().stream().filter(name -> !name.contains("-cert-")).toList();
        String offered = code(known.stream().filter(kind.offered()::contains));
        String onRequest = code(known.stream().filter(name -> !kind.offered().contains(name)));
        assertThat(Files.readAllLines(Path.of("../docs/configuration.md")))
                .contains("| " + row + " | " + offered + " | " + onRequest + (onRequest.isEmpty() ? "|" : " |"));
    }

    private static String code(Stream<String> names) {
        return names.map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }

    /** Two commands, because MINA's server reads no input while the output of a command waits. */
    private static SshConnectionInfo thereAndBack(Consumer<SshManagedConnectionFactory> settings, SshConnectionSpec spec,
            Path folder) throws Exception {
        Path file = folder.resolve("there");
        try (AdapterFixture fixture = new AdapterFixture(adapter -> { }, settings);
                SshConnection connection = fixture.factory.getConnection(spec)) {
            assertThat(connection.exec(SshCommand.shell("cat >'" + file + "'").withStdin(MEBIBYTE)).exitCode()).isZero();
            assertThat(file).satisfies(Content.exactly(MEBIBYTE));
            SshCommandResult result = connection.exec(SshCommand.shell("cat '" + file + "'")
                    .withCharset(StandardCharsets.ISO_8859_1).withOutputLimit(MEBIBYTE.length));
            assertThat(result.stdout().getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(MEBIBYTE);
            return connection.info();
        }
    }

    private static void generate(Path file, String signature) throws Exception {
        if (signature.startsWith("rsa-")) {
            SshKeygen.key(file, "rsa");
        } else if (signature.startsWith("ecdsa-")) {
            SshKeygen.key(file, "ecdsa", "-b", signature.substring(signature.length() - 3));
        } else {
            SshKeygen.key(file, "ed25519");
        }
    }
}
