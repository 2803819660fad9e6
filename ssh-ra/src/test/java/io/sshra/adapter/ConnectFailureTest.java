package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.sshra.SshAuthenticationException;
import io.sshra.SshConnectException;
import io.sshra.SshConnectionSpec;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshHostKeyException;
import io.sshra.SshInputException;
import io.sshra.SshProfileException;
import io.sshra.SshSessions;
import io.sshra.SshTarget;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.HostileServer;
import io.sshra.testing.Secrets;
import io.sshra.testing.UnansweredPort;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each failure of a connect has its own exception, code and advice, and leaves nothing open. */
class ConnectFailureTest {

    private static final String PASSWORD = Secrets.word("the password of failures");

    private static final String SOME_FINGERPRINT = "SHA256:" + "A".repeat(43);

    private AdapterFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new AdapterFixture(adapter -> { }, definition -> definition.setConnectTimeoutSeconds(3600));
    }

    @AfterEach
    void nothingIsLeftOpen() {
        assertThat(fixture.factory.sessions().totalConnections()).isZero();
        fixture.close();
    }

    private static SshTarget.Builder somewhere(int port) {
        return SshTarget.builder().host("127.0.0.1").port(port).username("u").password(PASSWORD.toCharArray())
                .hostKeyFingerprint(SOME_FINGERPRINT);
    }

    private <E extends SshException> E failure(Class<E> type, SshErrorCode code, SshTarget target) {
        E failure = catchThrowableOfType(type, () ->
                fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p", target)));
        assertThat(failure).isNotNull();
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.getErrorCode()).isEqualTo(code.code());
        assertThat(failure).hasMessageStartingWith(code.code()).hasMessageContaining(code.advice());
        for (Throwable t = failure; t != null; t = t.getCause()) {
            assertThat(String.valueOf(t.getMessage())).doesNotContain(PASSWORD);
        }
        return failure;
    }

    private static boolean waitsForAConnect(Thread caller) {
        return Arrays.stream(caller.getStackTrace()).anyMatch(frame -> frame.getClassName().endsWith(".Flight"));
    }

    /** More hosts than MINA has threads for connecting. */
    @Test
    void hostsThatDoNotAnswerDelayNobodyElse() throws Exception {
        int dead = Runtime.getRuntime().availableProcessors() + 2;
        List<Thread> callers = new CopyOnWriteArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(dead, task -> {
            callers.add(new Thread(task));
            return callers.get(callers.size() - 1);
        });
        try (UnansweredPort port = new UnansweredPort(); EmbeddedSshServer server = EmbeddedSshServer.start()) {
            List<Future<SshException>> failures = new ArrayList<>();
            for (int i = 0; i < dead; i++) {
                SshConnectionSpec spec = AdapterFixture.spec("alice", "dead" + i, "p", somewhere(port.port()).build());
                failures.add(threads.submit(() -> catchThrowableOfType(SshException.class, () -> fixture.factory.getConnection(spec))));
            }
            await().until(() -> callers.stream().filter(ConnectFailureTest::waitsForAConnect).count() == dead);
            for (int i = 0; i < 4; i++) {
                fixture.factory.getConnection(AdapterFixture.spec("bob", "s" + i, "p", AdapterFixture.target(server).build())).close();
            }
            assertThat(failures).as("callers that still wait").noneMatch(Future::isDone);
            for (int i = 0; i < dead; i++) {
                fixture.factory.sessions().closeSession("alice", "dead" + i);
                assertThat(failures.get(i).get().code()).isEqualTo(SshErrorCode.SESSION_ENDED);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void anUnknownProfileIsNamed() {
        SshProfileException failure = failure(SshProfileException.class, SshErrorCode.UNKNOWN_PROFILE, null);
        assertThat(failure).hasMessageContaining("there is no profile p");
    }

    @Test
    void aHostWithoutAnAddressIsReported() {
        failure(SshConnectException.class, SshErrorCode.HOST_UNRESOLVED, somewhere(22).host("no-such-host.invalid").build());
    }

    @Test
    void aRefusingPortIsReported() {
        int port = HostileServer.closedPort();
        SshConnectException failure = failure(SshConnectException.class, SshErrorCode.CONNECTION_REFUSED, somewhere(port).build());
        assertThat(failure).hasMessageContaining("127.0.0.1:" + port);
    }

    @Test
    void aPortThatNeverAnswersIsATimeout() throws Exception {
        try (HostileServer server = HostileServer.unreachable()) {
            fixture.definition.setConnectTimeoutSeconds(2);
            failure(SshConnectException.class, SshErrorCode.CONNECT_TIMEOUT, somewhere(server.port()).build());
        }
    }

    @Test
    void aSilentServerIsATimeout() throws Exception {
        try (HostileServer server = HostileServer.silent()) {
            fixture.definition.setConnectTimeoutSeconds(2);
            failure(SshConnectException.class, SshErrorCode.CONNECT_TIMEOUT, somewhere(server.port()).build());
            await().until(server::allClosedByPeer);
        }
    }

    @Test
    void aServerThatDoesNotSpeakSshIsReported() throws Exception {
        try (HostileServer server = HostileServer.http()) {
            failure(SshConnectException.class, SshErrorCode.NOT_AN_SSH_SERVER, somewhere(server.port()).build());
            await().until(server::allClosedByPeer);
        }
    }

    @Test
    void aServerWithoutACommonAlgorithmIsReported() {
        try (EmbeddedSshServer server = EmbeddedSshServer.start(s -> s.setCipherFactories(List.of(BuiltinCiphers.aes128cbc)))) {
            failure(SshConnectException.class, SshErrorCode.NO_COMMON_ALGORITHM, AdapterFixture.target(server).build());
            await().until(() -> server.openSessions() == 0);
        }
    }

    @Test
    void aHostKeyThatIsNotPinnedIsRefused() {
        try (EmbeddedSshServer server = EmbeddedSshServer.start()) {
            SshTarget target = somewhere(server.port()).username(EmbeddedSshServer.USER).build();
            SshHostKeyException failure = failure(SshHostKeyException.class, SshErrorCode.HOST_KEY_CHANGED, target);
            assertThat(failure.fingerprint()).isEqualTo(server.hostKeyFingerprint());
            assertThat(failure.offeredKey()).isEqualTo(server.hostKey().getPublic());
            assertThat(failure.changed()).isTrue();
            assertThat(server.refusedCredentials()).as("nothing was offered to it").isZero();
            await().until(() -> server.openSessions() == 0);
        }
    }

    @Test
    void refusedCredentialsAreReported() {
        try (EmbeddedSshServer server = EmbeddedSshServer.start()) {
            SshTarget target = AdapterFixture.target(server).password(PASSWORD.toCharArray()).build();
            failure(SshAuthenticationException.class, SshErrorCode.AUTHENTICATION_REFUSED, target);
            assertThat(server.refusedCredentials()).as("offered once").isEqualTo(1);
            failure(SshAuthenticationException.class, SshErrorCode.AUTHENTICATION_SUSPENDED, target);
            assertThat(server.refusedCredentials()).as("and not again").isEqualTo(1);
            await().until(() -> server.openSessions() == 0);
        }
    }

    @Test
    void aKeyThatIsNone() {
        SshTarget target = somewhere(22).password(null).privateKey("no key at all").build();
        failure(SshProfileException.class, SshErrorCode.UNREADABLE_KEY, target);
    }

    @Test
    void anEncryptedKeyWithoutAPassphraseIsReported() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        OpenSSHKeyEncryptionContext encryption = new OpenSSHKeyEncryptionContext();
        encryption.setPassword(PASSWORD);
        encryption.setCipherName("AES");
        encryption.setCipherType("256");
        ByteArrayOutputStream key = new ByteArrayOutputStream();
        OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(generator.generateKeyPair(), "", encryption, key);

        failure(SshProfileException.class, SshErrorCode.ENCRYPTED_KEY,
                somewhere(22).password(null).privateKey(key.toString(StandardCharsets.US_ASCII)).build());
        failure(SshProfileException.class, SshErrorCode.ENCRYPTED_KEY, somewhere(22).password(null)
                .privateKey(key.toString(StandardCharsets.US_ASCII), "another".toCharArray()).build());
    }

    @Test
    void aHostMissingFromKnownHostsIsRefused(@TempDir Path folder) throws Exception {
        Path knownHosts = Files.createFile(folder.resolve("known_hosts"));
        fixture.definition.setKnownHostsFile(knownHosts.toString());
        try (EmbeddedSshServer server = EmbeddedSshServer.start()) {
            SshTarget target = SshTarget.builder().host(server.host()).port(server.port()).username(EmbeddedSshServer.USER)
                    .password(EmbeddedSshServer.PASSWORD.toCharArray()).build();
            SshHostKeyException failure = failure(SshHostKeyException.class, SshErrorCode.HOST_KEY_UNKNOWN, target);
            assertThat(failure.changed()).isFalse();
            assertThat(failure.fingerprint()).isEqualTo(server.hostKeyFingerprint());

            Files.writeString(knownHosts, "[" + server.host() + "]:" + server.port() + " "
                    + PublicKeyEntry.toString(server.hostKey().getPublic()) + "\n");
            fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p", target)).close();
            await().until(() -> server.openSessions() == 0);
        }
    }

    /** The application can show the key to the user and pin it. Without a known_hosts file for new keys, no key is accepted. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anUnknownHostShowsItsKeyAndGetsNoSecret(boolean acceptNewHostKeys) throws Exception {
        fixture.definition.setAcceptNewHostKeys(acceptNewHostKeys);
        try (EmbeddedSshServer server = EmbeddedSshServer.start()) {
            SshTarget.Builder target = SshTarget.builder().host(server.host()).port(server.port()).username(EmbeddedSshServer.USER)
                    .password(EmbeddedSshServer.PASSWORD.toCharArray());
            SshHostKeyException failure = failure(SshHostKeyException.class, SshErrorCode.HOST_KEY_UNKNOWN, target.build());
            assertThat(failure.changed()).isFalse();
            assertThat(server.authenticatedSessions() + server.refusedCredentials()).isZero();

            SshTarget pinned = target.hostKeyFingerprint(failure.fingerprint()).build();
            fixture.factory.getConnection(AdapterFixture.spec("alice", "s", "p", pinned)).close();
        }
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "a\nb", "a\0", "\u001b[31m", "\u202eabc"})
    void invalidNamesAreRefused(String name) {
        SshSessions sessions = fixture.factory.sessions();
        for (ThrowingCallable call : List.<ThrowingCallable>of(() -> sessions.connections(name, "s"), () -> sessions.closeSession("u", name),
                () -> sessions.release(name, "s", "p"), () -> sessions.release("u", "s", name), () -> sessions.recordActivity("u", name, "p"))) {
            assertThatThrownBy(call).isExactlyInstanceOf(IllegalArgumentException.class).hasMessageMatching("the (user|session|profile) name .*\\P{C}*");
        }
    }

    /** Somebody could be asked, if the definition had a handler for questions: the target itself is valid. */
    @Test
    void aTargetWithoutCredentialIsRefused() {
        failure(SshInputException.class, SshErrorCode.INVALID_TARGET, somewhere(22).password(null).build());
    }

    @Test
    void noSpecAtAll() {
        assertThatThrownBy(() -> fixture.factory.getConnection(null)).isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("the spec is null: give an SshConnectionSpec");
    }
}
