package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnection;
import io.sshra.SshConnectionInfo;
import io.sshra.SshTarget;
import io.sshra.testing.Content;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import io.sshra.transport.AlgorithmRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that is offered, with a server that can do nothing else: OpenSSH where it knows the algorithm, MINA's where it
 * does not. Several kinds are tried in one connection, each of its algorithms in at least one of them.
 */
@RequiresOpenSsh
@Timeout(30)
class AlgorithmsTest {

    private static final byte[] MEBIBYTE = Content.random(1 << 20);
    private static final AlgorithmRule OFFERED = AlgorithmRule.DEFAULTS;

    /** What one server can do, and no more. */
    record Choice(String keyExchange, String cipher, String mac, String hostKey) {

        boolean macIsUsed() {
            return cipher.endsWith("-ctr");
        }
    }

    private static List<Choice> known() throws Exception {
        List<String> keyExchanges = knownToOpenSsh("kex", OFFERED.keyExchanges());
        List<String> ciphers = knownToOpenSsh("cipher", OFFERED.ciphers());
        List<String> macs = knownToOpenSsh("mac", OFFERED.macs());
        List<String> hostKeys = knownToOpenSsh("sig", AlgorithmRule.Kind.HOST_KEYS.known()).stream()
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
        List<String> known = knownToOpenSsh("kex", OFFERED.keyExchanges());
        return OFFERED.keyExchanges().stream().filter(name -> !known.contains(name)).toList();
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
        try (OpenSshServer server = OpenSshServer.start("HostKey " + hostKey, "KexAlgorithms " + choice.keyExchange(),
                "Ciphers " + choice.cipher(), "MACs " + choice.mac(), "HostKeyAlgorithms " + choice.hostKey(), "LogLevel DEBUG")) {
            SshConnectionInfo info = thereAndBack(SshTarget.builder().host(server.host()).port(server.port())
                    .username(server.username()).privateKey(server.privateKey()).hostKeyFingerprint(fingerprint(hostKey)).build(), folder);
            assertThat(info.keyExchange()).isEqualTo(choice.keyExchange());
            assertThat(info.cipher()).isEqualTo(choice.cipher());
            assertThat(info.hostKeyFingerprint()).isEqualTo(fingerprint(hostKey));
            String mac = choice.macIsUsed() ? choice.mac() : "<implicit>";
            assertThat(server.log()).contains("kex: host key algorithm: " + choice.hostKey())
                    .contains("kex: client->server cipher: " + choice.cipher() + " MAC: " + mac + " ")
                    .contains("kex: server->client cipher: " + choice.cipher() + " MAC: " + mac + " ");
        }
    }

    @ParameterizedTest
    @MethodSource("unknownKeyExchanges")
    void whatThisOpenSshDoesNotKnowIsTriedWithMinasServer(String keyExchange, @TempDir Path folder) throws Exception {
        try (EmbeddedSshServer server = EmbeddedSshServer.start(sshd -> sshd.setKeyExchangeFactories(
                sshd.getKeyExchangeFactories().stream().filter(factory -> factory.getName().equals(keyExchange)).toList()))) {
            assertThat(thereAndBack(AdapterFixture.target(server).build(), folder).keyExchange()).isEqualTo(keyExchange);
        }
    }

    /** That they are here at all: an older Bouncy Castle takes ML-KEM away without a word. */
    @Test
    void theAlgorithmsOfFewLibrariesAreOffered() {
        assertThat(OFFERED.keyExchanges()).contains("mlkem768x25519-sha256", "sntrup761x25519-sha512@openssh.com", "curve25519-sha256");
        assertThat(OFFERED.ciphers()).contains("aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com");
        assertThat(AlgorithmRule.Kind.HOST_KEYS.known()).contains("ssh-ed25519", "rsa-sha2-512");
        assertThat(new TreeSet<>(OFFERED.keyExchanges())).noneMatch(name -> name.endsWith("-sha1"));
    }

    /** In two commands: MINA's server takes no input while a command's output waits. */
    private static SshConnectionInfo thereAndBack(SshTarget target, Path folder) throws Exception {
        Path file = folder.resolve("there");
        try (AdapterFixture fixture = new AdapterFixture();
                SshConnection connection = fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p", target))) {
            assertThat(connection.exec(SshCommand.shell("cat >'" + file + "'").withStdin(MEBIBYTE)).exitCode()).isZero();
            assertThat(file).hasBinaryContent(MEBIBYTE);
            SshCommandResult result = connection.exec(SshCommand.shell("cat '" + file + "'")
                    .withCharset(StandardCharsets.ISO_8859_1).withOutputLimit(MEBIBYTE.length));
            assertThat(result.stdout().getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(MEBIBYTE);
            return connection.info();
        }
    }

    private static void generate(Path file, String signature) throws Exception {
        List<String> command = new ArrayList<>(List.of("ssh-keygen", "-q", "-N", "", "-f", file.toString(), "-t"));
        if (signature.startsWith("rsa-")) {
            command.add("rsa");
        } else if (signature.startsWith("ecdsa-")) {
            command.addAll(List.of("ecdsa", "-b", signature.substring(signature.length() - 3)));
        } else {
            command.add("ed25519");
        }
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }

    private static String fingerprint(Path file) throws IOException {
        return new String(new ProcessBuilder("ssh-keygen", "-l", "-f", file + ".pub").start().getInputStream().readAllBytes(),
                StandardCharsets.US_ASCII).split(" ")[1];
    }
}
