package io.sshra.ssh.mina;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCertificateTerms;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshPty;
import io.sshra.ssh.Credentials;
import io.sshra.ssh.HostKeyRule;
import io.sshra.ssh.Location;
import io.sshra.ssh.ProcessChannel;
import io.sshra.ssh.StreamChannel;
import io.sshra.ssh.Target;
import io.sshra.ssh.Transport;
import io.sshra.ssh.identity.CertificateAuthority;
import io.sshra.ssh.identity.PrivateKeySource;
import io.sshra.testing.Authority;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.Patience;
import io.sshra.testing.RequiresOpenSsh;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What OpenSSH refuses about a certificate, and what it logs, where the adapter does not refuse it before. */
@RequiresOpenSsh
class CertificateAtServerTest {

    private static OpenSshServer server;
    private static Authority authority;

    @BeforeAll
    static void startServer(@TempDir Path folder) throws Exception {
        authority = Authority.in(folder, "ca", "ed25519");
        // What a certificate lacks is a matter of debugging for it.
        server = OpenSshServer.start("TrustedUserCAKeys " + authority.publicFile(), "AuthorizedKeysFile none", "LogLevel DEBUG1");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    /** A machine whose clock is ahead by this. */
    private static MinaConnector machine(Duration ahead) {
        return new MinaConnector(System::nanoTime, Patience.LIMIT, Resolver.SYSTEM, () -> Instant.now().plus(ahead));
    }

    private static Transport connect(MinaConnector connector, SshCertificateTerms terms) throws Exception {
        CertificateAuthority ca = new CertificateAuthority(PrivateKeySource.of("of the test", authority.text().getBytes(StandardCharsets.UTF_8),
                null, null), terms);
        Target target = new Target(new Target.Address(server.host(), server.port()), new Target.Login(server.username(),
                new Credentials(null, List.of(), ca, Map.of(), false)), new HostKeyRule(List.of(), Set.of(server.hostKeyFingerprint())),
                Connecting.within(Patience.LIMIT));
        return connector.connect(target, Patience.LIMIT, Connecting.QUIETLY);
    }

    @ParameterizedTest
    @CsvSource({"-2,Certificate invalid: expired", "2,Certificate invalid: not yet valid"})
    void aClockThatIsWrongByHoursIsNamedAsAReason(long hours, String logged) {
        try (MinaConnector connector = machine(Duration.ofHours(hours))) {
            Instant around = Instant.now().plus(Duration.ofHours(hours));
            SshException failure = catchThrowableOfType(SshException.class, () -> connect(connector, SshCertificateTerms.DEFAULTS));
            assertThat(failure.code()).isEqualTo(SshErrorCode.CERTIFICATE_REFUSED);
            assertThat(failure.getMessage()).contains(", valid from " + around.toString().substring(0, 11))
                    .contains(" by the clock of this machine").contains("or a clock is wrong");
            await().until(() -> server.log().contains(logged));
        }
    }

    @ParameterizedTest
    @CsvSource({"-4", "4"})
    void aClockThatIsWrongByMinutesDoesNoHarm(long minutes) throws Exception {
        try (MinaConnector connector = machine(Duration.ofMinutes(minutes))) {
            Transport transport = connect(connector, SshCertificateTerms.DEFAULTS);
            assertThat(transport.negotiated().certificate().principals()).containsExactly(server.username());
            assertThat(Duration.between(transport.negotiated().certificate().validAfter(), transport.negotiated().certificate().validBefore()))
                    .isEqualTo(Duration.ofMinutes(10));
        }
    }

    @Test
    void withoutExtensionsTheServerGivesNoTerminalAndNoStream() throws Exception {
        try (MinaConnector connector = machine(Duration.ZERO)) {
            Transport transport = connect(connector, SshCertificateTerms.DEFAULTS);
            ProcessChannel shell = transport.shell(new SshPty("xterm", 80, 24), Map.of());
            assertThatThrownBy(shell::awaitStarted).extracting("code").isEqualTo(SshErrorCode.TERMINAL_REFUSED);
            await().until(() -> server.log().contains("Allocating a pty not permitted for this connection."));
            StreamChannel stream = transport.stream(Location.address("127.0.0.1", server.port()));
            assertThatThrownBy(stream::awaitOpened).isNotNull();
            await().until(() -> server.log().contains("refused local port forward: "));
        }
    }

    /** Its key and its serial number are of one connection only. */
    @Test
    void eachConnectionHasItsOwnKeyAndSerialNumber() throws Exception {
        try (MinaConnector connector = machine(Duration.ZERO)) {
            String first = connect(connector, SshCertificateTerms.DEFAULTS).negotiated().certificate().serial();
            String second = connect(connector, SshCertificateTerms.DEFAULTS).negotiated().certificate().serial();
            assertThat(first).isNotEqualTo(second);
            List<String> keys = server.log().lines().filter(line -> line.startsWith("Accepted publickey") && (line.contains("serial " + first + ")")
                    || line.contains("serial " + second + ")"))).map(line -> line.replaceFirst(".* (SHA256:\\S+) ID .*", "$1")).toList();
            assertThat(keys).hasSize(2).doesNotHaveDuplicates();
        }
    }
}
