package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.sshra.SshAuthenticationException;
import io.sshra.SshCertificateAuthority;
import io.sshra.SshCertificateRequest;
import io.sshra.SshCertificateSource;
import io.sshra.SshCertificateTerms;
import io.sshra.SshCertificateTerms.Extension;
import io.sshra.SshCommand;
import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshPty;
import io.sshra.SshShell;
import io.sshra.SshTarget;
import io.sshra.testing.AuditLog;
import io.sshra.testing.Authority;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.RequiresOpenSsh;
import io.sshra.testing.TestNames;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.security.PasswordCredential;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.Subject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A new key and a certificate for each connection, at OpenSSH, which accepts nothing else. */
@RequiresOpenSsh
class CertificateTest {

    private static final SshPty TERMINAL = new SshPty("xterm", 80, 24);
    private static final Pattern ACCEPTED = Pattern.compile("ID (user=\\S+ session=\\S+ profile=\\S+) \\(serial (\\d+)\\) CA (\\w+) ");

    @TempDir
    private static Path folder;
    private static Authority authority;
    private static OpenSshServer server;

    private final String user = "alice-" + UUID.randomUUID();
    private AdapterFixture fixture;

    @BeforeAll
    static void startServer() throws Exception {
        authority = Authority.in(folder, "ca", "ed25519");
        server = OpenSshServer.start("TrustedUserCAKeys " + authority.publicFile(), "AuthorizedKeysFile none");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void startAdapter() throws Exception {
        fixture = new AdapterFixture();
    }

    @AfterEach
    void stopAdapter() {
        fixture.close();
    }

    private static SshTarget.Builder target(OpenSshServer at) {
        return SshTarget.builder().host(at.host()).port(at.port()).username(at.username()).hostKeyFingerprint(at.hostKeyFingerprint());
    }

    private static SshTarget.Builder target(UnaryOperator<SshCertificateTerms> terms) throws Exception {
        return target(server).certificateAuthority(authority.given().withTerms(terms.apply(SshCertificateTerms.DEFAULTS)));
    }

    private SshConnection open(SshTarget target) throws SshException {
        return fixture.factory.getConnection(AdapterFixture.spec(user, "s", "p", target));
    }

    private static SshTarget plain() throws Exception {
        return target(terms -> terms).build();
    }

    /** What the server has logged about this user's log-ins. */
    private Matcher accepted() {
        return ACCEPTED.matcher(String.join("\n", server.log().lines().filter(line -> line.contains("Accepted publickey")
                && line.contains(user)).toList()));
    }

    private static SshErrorCode codeOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(SshException.class, call).code();
    }

    /** Afterwards the adapter knows that the connection is lost. */
    private static void loses(SshConnection connection) {
        server.killConnections();
        await().until(() -> !connection.info().alive());
    }

    // ---- log-in ----

    @Test
    void theServersLogAndTheAuditLogNameTheSameCertificate() throws Exception {
        try (AuditLog audit = new AuditLog(Level.FINE); SshConnection connection = open(plain())) {
            assertThat(connection.exec("echo in").stdout()).isEqualTo("in\n");
            Matcher logged = accepted();
            assertThat(logged.find()).isTrue();
            assertThat(logged.group(1)).isEqualTo("user=" + user + " session=s profile=p");
            assertThat(logged.group(3)).isEqualTo("ED25519");
            assertThat(connection.info().certificateSerial()).isEqualTo(logged.group(2));
            assertThat(audit.lines(user).get(0)).startsWith("event=connect ")
                    .endsWith(" certificateSerial=" + logged.group(2) + " certificateId=\"" + logged.group(1) + "\"");
        }
    }

    @Test
    void aReconnectMakesANewCertificate() throws Exception {
        try (SshConnection connection = open(plain())) {
            loses(connection);
            assertThat(connection.exec("echo again").stdout()).isEqualTo("again\n");
        }
        assertThat(accepted().results().map(found -> found.group(2)).distinct()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "ecdsa"})
    void anAuthorityMayHaveAKeyOfAnyType(String type) throws Exception {
        Authority other = Authority.in(folder, type, type);
        try (OpenSshServer trusting = OpenSshServer.start("TrustedUserCAKeys " + other.publicFile(), "AuthorizedKeysFile none");
                SshConnection connection = open(target(trusting).certificateAuthority(other.given()).build())) {
            assertThat(connection.exec("echo in").stdout()).isEqualTo("in\n");
        }
    }

    /** Whoever may choose a name could otherwise write the end of the line, and another one. */
    @Test
    void noNameCanForgeTheServersLog() throws Exception {
        String name = user + " session=root (serial 1) CA ED25519 SHA256:forged ä%";
        try (SshConnection connection = fixture.factory.getConnection(AdapterFixture.spec(name, "s\"=", "p".repeat(1000), plain()))) {
            assertThat(connection.exec("true").succeeded()).isTrue();
        }
        Matcher logged = accepted();
        assertThat(logged.find()).isTrue();
        assertThat(logged.group(1)).startsWith("user=" + user + "%20session%3Droot%20%28serial%201%29%20CA%20ED25519%20SHA256:forged%20%C3%A4%25 session=s%22%3D")
                .containsPattern(" profile=p{150}~[0-9a-f]{16}$");
        assertThat(logged.group(2)).isNotEqualTo("1");
    }

    // ---- where it is configured ----

    private static String hostLines() throws Exception {
        Files.writeString(folder.resolve("known_hosts"), server.knownHostsLine() + "\n");
        return "  HostName %s\n  Port %d\n  User %s\n  UserKnownHostsFile known_hosts\n".formatted(server.host(), server.port(), server.username());
    }

    @Test
    void aProfileOfAFileNamesAnAuthorityInPlaceOfKeys() throws Exception {
        Path profiles = Files.writeString(folder.resolve("profiles"), "Host a\n  CertificateAuthorityFile ca\n  CertificateExtensions permit-pty\n"
                + "  CertificateForceCommand echo \"$SSH_ORIGINAL_COMMAND\" forced\n  CertificateValidity 1m\n  CertificateSourceAddress 127.0.0.0/8,::1\n"
                + "  CertificatePrincipals nobody," + server.username() + "\nHost *\n  IdentityFile absent\n" + hostLines());
        try (AdapterFixture byFile = new AdapterFixture(adapter -> { }, definition -> definition.setProfilesFile(profiles.toString()));
                SshConnection connection = byFile.factory.getConnection(SshConnectionSpec.of(user, "s", "a"))) {
            assertThat(connection.exec(SshCommand.shell("wish").withPty(TERMINAL)).stdout()).isEqualTo("wish forced\r\n");
        }
    }

    private void logsInByProperties(java.util.function.Consumer<SshManagedConnectionFactory> settings) throws Exception {
        try (AdapterFixture own = new AdapterFixture(adapter -> { }, definition -> {
            definition.setHost(server.host());
            definition.setPort(server.port());
            definition.setUsername(server.username());
            definition.setHostKeyFingerprints(server.hostKeyFingerprint());
            settings.accept(definition);
        }); SshConnection connection = own.factory.getConnection(SshConnectionSpec.of(user, "s", "default"))) {
            assertThat(connection.exec("true").succeeded()).isTrue();
        }
    }

    @Test
    void aPropertyNamesTheKeyOfTheAuthorityAsAFileOrAsText() throws Exception {
        logsInByProperties(definition -> definition.setCertificateAuthorityFile(authority.file().toString()));
        String text = authority.text();
        logsInByProperties(definition -> definition.setCertificateAuthorityKey(text));
        logsInByProperties(definition -> definition.setCertificateAuthorityKey(text.replace('\n', ' ')));
    }

    /** As WildFly passes what an alias of a credential store has. */
    private SshConnection signedOn(AdapterFixture own, String login, String secret) throws Exception {
        PasswordCredential credential = new PasswordCredential(login, secret.toCharArray());
        credential.setManagedConnectionFactory(own.definition);
        Subject subject = new Subject();
        subject.getPrivateCredentials().add(credential);
        SshConnectionFactory factory = (SshConnectionFactory) own.definition.createConnectionFactory((ConnectionManager) (definition, request) ->
                definition.createManagedConnection(subject, request).getConnection(subject, request));
        return factory.getConnection(SshConnectionSpec.of(user, "s", "a"));
    }

    private AdapterFixture byLogin(String lines) throws Exception {
        Path profiles = Files.writeString(folder.resolve("profiles-" + user), "Host a\n" + lines + hostLines());
        return new AdapterFixture(adapter -> { }, definition -> {
            definition.setProfilesFile(profiles.toString());
            definition.setCertificateAuthorityLogin(true);
        });
    }

    @Test
    void theContainersLoginMayHaveTheKeyOfTheAuthority() throws Exception {
        try (AdapterFixture own = byLogin("  CertificateForceCommand echo forced\n");
                SshConnection connection = signedOn(own, "", authority.text().replace('\n', ' '))) {
            assertThat(connection.exec("x").stdout()).as("what the profile says of its certificates").isEqualTo("forced\n");
        }
        try (AdapterFixture own = byLogin("")) {
            assertThatThrownBy(() -> own.factory.getConnection(SshConnectionSpec.of(user, "s", "a"))).as("without a login")
                    .extracting("code").isEqualTo(SshErrorCode.INVALID_PROFILE);
        }
    }

    @Test
    void aLoginThatIsNoKeyIsNotSentAsAPassword() throws Exception {
        try (EmbeddedSshServer other = EmbeddedSshServer.start(); AdapterFixture own = new AdapterFixture(adapter -> { }, definition -> {
            definition.setProfile("a");
            definition.setHost(other.host());
            definition.setPort(other.port());
            definition.setHostKeyFingerprints(other.hostKeyFingerprint());
            definition.setCertificateAuthorityLogin(true);
        })) {
            SshException failure = catchThrowableOfType(SshException.class, () -> signedOn(own, EmbeddedSshServer.USER, EmbeddedSshServer.PASSWORD));
            assertThat(failure.code()).isEqualTo(SshErrorCode.UNREADABLE_KEY);
            assertThat(failure.getMessage()).contains("of the container's login");
            assertThat(other.authenticatedSessions()).isZero();
            assertThat(other.refusedCredentials()).isZero();
        }
    }

    // ---- what the server refuses ----

    /** The message of the failure: no server says what it has against a certificate. */
    private String refusal(SshTarget target, String loggedByTheServer) {
        SshAuthenticationException failure = catchThrowableOfType(SshAuthenticationException.class, () -> open(target));
        assertThat(failure.code()).isEqualTo(SshErrorCode.CERTIFICATE_REFUSED);
        await().until(() -> server.log().contains(loggedByTheServer));
        return failure.getMessage();
    }

    @Test
    void aCertificateForAnotherPrincipalIsRefused() throws Exception {
        String principal = "nobody-" + user;
        assertThat(refusal(target(terms -> terms.withPrincipals(principal)).build(), "Certificate invalid: name is not a listed principal"))
                .contains("for the principals " + principal + ", valid from ").contains(" by the clock of this machine");
    }

    @Test
    void aCertificateForAnotherAddressIsRefused() throws Exception {
        refusal(target(terms -> terms.withSourceAddress("192.0.2.0/24")).build(), "valid certificate but not from a permitted source address");
    }

    @Test
    void aCertificateOfAnUnknownAuthorityIsRefused() throws Exception {
        Authority stranger = Authority.in(folder, "stranger", "ed25519");
        assertThat(refusal(target(server).certificateAuthority(stranger.given()).build(), "Failed publickey for " + server.username()))
                .contains(" of the authority " + stranger.fingerprint() + " for the principals " + server.username());
        String named = " CA ED25519 " + stranger.fingerprint();
        await().until(() -> server.log().lines().anyMatch(line -> line.contains("Failed publickey") && line.contains(user) && line.endsWith(named)));
    }

    /** A server counts refusals, whatever their reason is, and the next certificate would be no better. */
    @Test
    void aRefusedCertificateSuspendsTheCredential() throws Exception {
        SshTarget target = target(terms -> terms.withPrincipals("nobody")).build();
        assertThat(codeOf(() -> open(target))).isEqualTo(SshErrorCode.CERTIFICATE_REFUSED);
        assertThat(codeOf(() -> open(target))).isEqualTo(SshErrorCode.AUTHENTICATION_SUSPENDED);
        try (SshConnection other = open(plain())) {
            assertThat(other.exec("true").succeeded()).as("other certificates are another credential").isTrue();
        }
    }

    // ---- what is refused here ----

    @Test
    void aTerminalIsRefusedHereUnlessTheCertificatePermitsIt() throws Exception {
        try (SshConnection connection = open(plain())) {
            assertThat(codeOf(() -> connection.shell(TERMINAL))).isEqualTo(SshErrorCode.NOT_IN_CERTIFICATE);
            assertThatThrownBy(() -> connection.exec(SshCommand.of("tty").withPty(TERMINAL)))
                    .hasMessageContaining(" allows no terminal on ").hasMessageContaining(": it has no permit-pty");
            assertThat(connection.exec("echo still").stdout()).isEqualTo("still\n");
            assertThat(connection.info().commandCount()).isEqualTo(1);
        }
        try (SshConnection connection = open(target(terms -> terms.withExtensions(Extension.PERMIT_PTY)).build());
                SshShell shell = connection.shell(TERMINAL)) {
            assertThat(shell.isAlive()).isTrue();
        }
    }

    @Test
    void forwardingsAndStreamsAreRefusedHereUnlessTheCertificatePermitsThem() throws Exception {
        try (SshConnection connection = open(target(terms -> terms).allowForwarding(true).build())) {
            assertThat(codeOf(() -> connection.forwardLocal(0, "127.0.0.1", 9))).isEqualTo(SshErrorCode.NOT_IN_CERTIFICATE);
            assertThat(codeOf(() -> connection.forwardRemote(0, "127.0.0.1", 9))).isEqualTo(SshErrorCode.NOT_IN_CERTIFICATE);
            assertThat(codeOf(() -> connection.open("127.0.0.1", server.port()))).isEqualTo(SshErrorCode.NOT_IN_CERTIFICATE);
        }
        SshTarget permitted = target(terms -> terms.withExtensions(Extension.PERMIT_PORT_FORWARDING)).allowForwarding(true).build();
        try (SshConnection connection = open(permitted); var stream = connection.open("127.0.0.1", server.port())) {
            assertThat(new String(stream.input().readNBytes(8))).isEqualTo("SSH-2.0-");
        }
    }

    @Test
    void aJumpHostNeedsTheExtensionAndEachHostGetsACertificateOfItsOwn() throws Exception {
        SshTarget shut = target(terms -> terms).jump(plain()).build();
        assertThatThrownBy(() -> open(shut)).hasMessageContaining("has no permit-port-forwarding")
                .extracting("code").isEqualTo(SshErrorCode.NOT_IN_CERTIFICATE);
        SshTarget jump = target(terms -> terms.withExtensions(Extension.PERMIT_PORT_FORWARDING)).build();
        long before = accepted().results().count();
        try (SshConnection connection = open(target(terms -> terms).jump(jump).build())) {
            assertThat(connection.exec("true").succeeded()).isTrue();
        }
        assertThat(accepted().results().map(found -> found.group(2)).skip(before).distinct()).hasSize(2);
    }

    // ---- force-command ----

    @Test
    void aForcedCommandGetsTheWishInAVariable() throws Exception {
        try (SshConnection connection = open(target(terms -> terms.withForceCommand("echo \"forced: $SSH_ORIGINAL_COMMAND\"")).build())) {
            assertThat(connection.exec(SshCommand.of("rm", "-r", "/a b")).stdout()).isEqualTo("forced: rm -r '/a b'\n");
        }
    }

    @Test
    void whereSftpIsForcedCommandsAreRefusedHere() throws Exception {
        try (SshConnection connection = open(target(terms -> terms.withForceCommand("internal-sftp -R")).build())) {
            assertThat(codeOf(() -> connection.exec("true"))).isEqualTo(SshErrorCode.NOT_IN_CERTIFICATE);
            assertThat(codeOf(() -> connection.start(SshCommand.of("true")))).isEqualTo(SshErrorCode.NOT_IN_CERTIFICATE);
            try (FileSystem files = connection.fileSystem()) {
                assertThat(Files.isDirectory(files.getPath("/"))).isTrue();
            }
        }
    }

    // ---- a source in place of a key ----

    private static final String SOURCE = "java:app/signer";

    /** @param source bound in JNDI; null for nothing */
    private AdapterFixture with(SshCertificateSource source) throws Exception {
        String name = SOURCE + "/" + user;
        if (source != null) {
            TestNames.bind(name, source);
        }
        return new AdapterFixture(adapter -> { }, definition -> {
            definition.setHost(server.host());
            definition.setPort(server.port());
            definition.setUsername(server.username());
            definition.setHostKeyFingerprints(server.hostKeyFingerprint());
            definition.setCertificateSource(name);
            definition.setCertificatePrincipals("x," + server.username());
        });
    }

    private SshConnection open(AdapterFixture own) throws SshException {
        return own.factory.getConnection(SshConnectionSpec.of(user, "s", "default"));
    }

    private static String signed(SshCertificateRequest request, String... more) throws IOException {
        List<String> options = new ArrayList<>(List.of("-I", request.keyId(), "-n", String.join(",", request.principals())));
        options.addAll(List.of(more));
        return authority.signs(request.publicKey(), options.toArray(String[]::new));
    }

    @Test
    void aSourceSignsOnTheThreadOfTheCallerForEachConnection() throws Exception {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        List<SshCertificateRequest> requests = new CopyOnWriteArrayList<>();
        try (AdapterFixture own = with(request -> {
            threads.add(Thread.currentThread());
            requests.add(request);
            return signed(request, "-z", String.valueOf(70 + requests.size()));
        }); AuditLog audit = new AuditLog(Level.FINE); SshConnection connection = open(own)) {
            assertThat(connection.exec("true").succeeded()).isTrue();
            loses(connection);
            assertThat(connection.exec("echo again").stdout()).isEqualTo("again\n");
            assertThat(threads).containsExactly(Thread.currentThread(), Thread.currentThread());
            assertThat(requests).allSatisfy(request -> {
                assertThat(List.of(request.user(), request.session(), request.profile())).containsExactly(user, "s", "default");
                assertThat(request.target()).isEqualTo(server.username() + "@" + server.host() + ":" + server.port());
                assertThat(request.principals()).containsExactly("x", server.username());
                assertThat(request.publicKey()).startsWith("ssh-ed25519 ");
                assertThat(request.limit()).isPositive();
            }).extracting(SshCertificateRequest::publicKey).doesNotHaveDuplicates();
            assertThat(audit.lines(user)).anyMatch(line -> line.startsWith("event=connect ") && line.contains(" certificateSerial=71 "))
                    .anyMatch(line -> line.startsWith("event=reconnect ") && line.contains(" certificateSerial=72 "));
            assertThat(accepted().results().map(found -> found.group(2))).containsExactly("71", "72");
        }
    }

    @Test
    void whatTheSourceHasSignedCountsAndNotWhatItWasAskedFor() throws Exception {
        try (AdapterFixture own = with(request -> signed(request, "-O", "clear", "-O", "force-command=internal-sftp"));
                SshConnection connection = open(own)) {
            assertThat(codeOf(() -> connection.exec("true"))).isEqualTo(SshErrorCode.NOT_IN_CERTIFICATE);
            assertThat(codeOf(() -> connection.shell(TERMINAL))).isEqualTo(SshErrorCode.NOT_IN_CERTIFICATE);
        }
    }

    @Test
    void aSourceThatFailsIsNoRefusalOfTheServer() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (AdapterFixture own = with(request -> {
            if (calls.incrementAndGet() == 1) {
                throw new IOException("sealed\n");
            }
            return signed(request);
        })) {
            SshException failure = catchThrowableOfType(SshException.class, () -> open(own));
            assertThat(failure.code()).isEqualTo(SshErrorCode.CERTIFICATE_NOT_ISSUED);
            assertThat(failure.isRetryable()).isTrue();
            assertThat(failure.getMessage()).contains(" from the source " + SOURCE);
            assertThat(failure).satisfies(thrown -> assertThat(thrown.getCause().getCause().getMessage()).endsWith("sealed\\u000a"));
            try (SshConnection connection = open(own)) {
                assertThat(connection.exec("true").succeeded()).as("nothing is suspended").isTrue();
            }
        }
    }

    @Test
    void aSourceThatGivesSomethingElseIsNotBelieved() throws Exception {
        List<SshCertificateSource> wrong = List.of(request -> null, request -> "", request -> request.publicKey(),
                request -> signed(request, "-h"), request -> authority.signs(Files.readString(authority.publicFile()).strip(), "-I", "x", "-n", "root"));
        for (SshCertificateSource source : wrong) {
            try (AdapterFixture own = with(source)) {
                assertThat(codeOf(() -> open(own))).isEqualTo(SshErrorCode.CERTIFICATE_NOT_ISSUED);
            }
        }
    }

    @Test
    void aSourceThatIsNotThereIsNamed() throws Exception {
        try (AdapterFixture own = with(null)) {
            assertThatThrownBy(() -> open(own)).hasMessageContaining("no SshCertificateSource is bound to " + SOURCE)
                    .extracting("code").isEqualTo(SshErrorCode.INVALID_PROFILE);
        }
    }

    @Test
    void aHostWhoseKeyIsNotAcceptedCostsNoCertificate() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (AdapterFixture own = with(request -> {
            calls.incrementAndGet();
            return signed(request);
        })) {
            own.definition.setHostKeyFingerprints("SHA256:" + "A".repeat(43));
            assertThat(codeOf(() -> open(own))).isEqualTo(SshErrorCode.HOST_KEY_CHANGED);
            assertThat(calls).hasValue(0);
        }
    }

    // ---- mistakes ----

    @Test
    void aKeyAndAnAuthorityExcludeEachOther() throws Exception {
        SshCertificateAuthority given = authority.given();
        assertThatThrownBy(() -> target(server).certificateAuthority(given).privateKey(server.privateKey()).build())
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("give one of them");
        SshManagedConnectionFactory definition = new SshManagedConnectionFactory();
        definition.setPrivateKeyFile(server.privateKeyFile().toString());
        definition.setCertificateAuthorityFile(authority.file().toString());
        assertThat(io.sshra.adapter.config.PropertyProblems.of(definition).found()).containsOnlyKeys("privateKeyFile");
    }

    @Test
    void aNetworkThatOpenSshWouldRefuseIsRefusedBefore() throws Exception {
        SshTarget target = target(terms -> terms.withSourceAddress("10.0.0.1/8")).build();
        assertThatThrownBy(() -> open(target)).hasMessageContaining("invalid network \"10.0.0.1/8\": bits behind the prefix are set")
                .extracting("code").isEqualTo(SshErrorCode.INVALID_TARGET);
    }

    @Test
    void aDestroyedAuthorityCantBeUsed() throws Exception {
        SshTarget target = plain();
        SshTarget copy = target.toBuilder().build();
        target.certificateAuthority().destroy();
        assertThat(target.isDestroyed()).isTrue();
        assertThatThrownBy(() -> open(target)).isInstanceOf(IllegalStateException.class);
        try (SshConnection connection = open(copy)) {
            copy.destroy();
            loses(connection);
            assertThat(connection.exec("echo again").stdout()).as("the adapter has copies of its own").isEqualTo("again\n");
        }
    }
}
