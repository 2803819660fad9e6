package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshAuthenticationException;
import io.sshra.SshConnectException;
import io.sshra.SshConnection;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshIdentity;
import io.sshra.SshProfileException;
import io.sshra.SshPrompt;
import io.sshra.SshPromptHandler;
import io.sshra.SshPromptRequest;
import io.sshra.SshTarget;
import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.LogLines;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.Patience;
import io.sshra.testing.RequiresOpenSsh;
import io.sshra.testing.Secrets;
import io.sshra.testing.SshKeygen;
import io.sshra.testing.TestNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.sshd.common.Service;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.auth.keyboard.InteractiveChallenge;
import org.apache.sshd.server.auth.keyboard.KeyboardInteractiveAuthenticator;
import org.apache.sshd.server.auth.keyboard.PromptEntry;
import org.apache.sshd.server.session.ServerConnectionServiceFactory;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.server.session.ServerUserAuthService;
import org.apache.sshd.server.session.ServerUserAuthServiceFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Authentication methods: what is offered, in which order, and who answers questions. */
@RequiresOpenSsh
class LoginTest {

    private static final String HANDLER = "java:app/one-time-codes";

    private final List<AutoCloseable> opened = new ArrayList<>();
    private AdapterFixture fixture;

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

    private SshConnection open(SshTarget target) throws Exception {
        return open("alice", target);
    }

    private SshConnection open(String user, SshTarget target) throws Exception {
        if (fixture == null) {
            fixture = closing(new AdapterFixture());
        }
        return fixture.factory.getConnection(AdapterFixture.spec(user, "s", "p", target));
    }

    private void logsIn(SshTarget target) throws Exception {
        try (SshConnection connection = open(target)) {
            assertThat(connection.exec("echo in").stdout()).isEqualTo("in\n");
        }
    }

    private void isRefused(SshTarget target) {
        assertThatThrownBy(() -> open(target)).isInstanceOf(SshAuthenticationException.class)
                .extracting("code").isEqualTo(SshErrorCode.AUTHENTICATION_REFUSED);
    }

    private void isNotAnswered(SshTarget target, String question) {
        assertThatThrownBy(() -> open(target)).isInstanceOf(SshAuthenticationException.class)
                .hasMessageContaining("asked \"" + question + "\", and there is no answer to it")
                .extracting("code").isEqualTo(SshErrorCode.QUESTION_UNANSWERED);
    }

    // ---- keyboard-interactive ----

    /** Asks for a password and then, in a second round, for a code; or for both at once. */
    private static final class Questions implements KeyboardInteractiveAuthenticator {

        private final List<String> prompts;
        private final List<String> right;
        private final AtomicInteger asked = new AtomicInteger();

        Questions(List<String> prompts, List<String> right) {
            this.prompts = prompts;
            this.right = right;
        }

        @Override
        public InteractiveChallenge generateChallenge(ServerSession session, String username, String lang, String subMethods) {
            asked.incrementAndGet();
            InteractiveChallenge challenge = new InteractiveChallenge();
            challenge.setInteractionName("two factors");
            challenge.setInteractionInstruction("have your token ready");
            prompts.forEach(prompt -> challenge.addPrompt(new PromptEntry(prompt, prompt.startsWith("Name"))));
            return challenge;
        }

        @Override
        public boolean authenticate(ServerSession session, String username, List<String> responses) {
            return responses.equals(right);
        }
    }

    /** A server that supports keyboard-interactive authentication only. */
    private EmbeddedSshServer asking(Questions questions) {
        return closing(EmbeddedSshServer.start(server -> {
            server.setPasswordAuthenticator(null);
            server.setPublickeyAuthenticator(null);
            server.setKeyboardInteractiveAuthenticator(questions);
        }));
    }

    private static SshTarget.Builder anonymous(EmbeddedSshServer server) {
        return SshTarget.builder().host(server.host()).port(server.port()).username(EmbeddedSshServer.USER)
                .hostKeyFingerprint(server.hostKeyFingerprint());
    }

    private void handler(SshPromptHandler handler) throws Exception {
        TestNames.bind(HANDLER, handler);
        fixture = closing(new AdapterFixture(adapter -> { }, definition -> {
            definition.setPromptHandler(HANDLER);
            definition.setConnectTimeoutSeconds(60);
        }));
    }

    @Test
    void questionsAreAnsweredFromTheTarget() throws Exception {
        Questions questions = new Questions(List.of("Name: ", "Password: ", "Colour? "), List.of("me", "secret", "blue"));
        SshTarget.Builder target = anonymous(asking(questions)).promptAnswer("name", "me".toCharArray())
                .promptAnswer("COLOUR", "blue".toCharArray());
        logsIn(target.password("secret".toCharArray()).build());
        isRefused(target.password("wrong".toCharArray()).build());
        assertThat(questions.asked).as("a wrong answer is not given again").hasValue(2);
        isNotAnswered(target.password(null).build(), "Password:");
        assertThat(questions.asked).hasValue(3);
    }

    @Test
    void aQuestionThatIsShownDoesNotGetThePassword() throws Exception {
        Questions questions = new Questions(List.of("Name of your password: "), List.of("secret"));
        isNotAnswered(anonymous(asking(questions)).password("secret".toCharArray()).build(), "Name of your password:");
    }

    /** The server may ask in any language. */
    @ParameterizedTest
    @ValueSource(strings = {"Passwort: ", "Mot de passe\u00a0: ", "PIN:", ""})
    void theOnlyHiddenQuestionOfTheFirstRoundGetsThePassword(String question) throws Exception {
        logsIn(anonymous(asking(new Questions(List.of(question), List.of("secret")))).password("secret".toCharArray()).build());
    }

    @Test
    void aQuestionWithoutAnAnswerIsShown() throws Exception {
        SshTarget.Builder target = anonymous(asking(new Questions(List.of("Passwort:\u001b[2J", "PIN: "), List.of("secret", "1"))));
        isNotAnswered(target.password("secret".toCharArray()).build(), "Passwort:\\u001b[2J");
        isNotAnswered(target.promptAnswer("passwort", "secret".toCharArray()).password(null).build(), "PIN:");
    }

    @Test
    void aPasswordIsForTheFirstQuestionOnly() throws Exception {
        AtomicInteger round = new AtomicInteger();
        EmbeddedSshServer server = closing(EmbeddedSshServer.start(mina -> {
            CoreModuleProperties.AUTH_METHODS.set(mina, "publickey,keyboard-interactive,keyboard-interactive");
            mina.setKeyboardInteractiveAuthenticator(new KeyboardInteractiveAuthenticator() {
                @Override
                public InteractiveChallenge generateChallenge(ServerSession session, String username, String lang, String subMethods) {
                    InteractiveChallenge challenge = new InteractiveChallenge();
                    challenge.setInteractionName("");
                    challenge.setInteractionInstruction("");
                    challenge.addPrompt(new PromptEntry(round.getAndIncrement() == 0 ? "Farbe?" : "PIN:", round.get() == 1));
                    return challenge;
                }

                @Override
                public boolean authenticate(ServerSession session, String username, List<String> responses) {
                    return responses.equals(List.of("blau"));
                }
            });
        }));
        isNotAnswered(anonymous(server).keyPair(server.clientKey()).promptAnswer("farbe", "blau".toCharArray())
                .password("secret".toCharArray()).build(), "PIN:");
    }

    @Test
    void theHandlerIsAskedOnTheCallersThreadAndToldWhoAsks() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        char[] code = "123456".toCharArray();
        EmbeddedSshServer server = asking(new Questions(List.of("Name: ", "Code: "), List.of("me", "123456")));
        handler((user, session, profile, target, request) -> {
            told.add(Thread.currentThread().getName() + " " + user + " " + session + " " + profile + " " + target);
            assertThat(request).isEqualTo(new SshPromptRequest("two factors", "have your token ready",
                    List.of(new SshPrompt("Name: ", true), new SshPrompt("Code: ", false))));
            return List.of("me".toCharArray(), code);
        });
        logsIn(anonymous(server).build());
        assertThat(told).containsExactly(Thread.currentThread().getName() + " alice s p tester@127.0.0.1:" + server.port());
        assertThat(code).as("wiped after use").containsOnly('\0');
    }

    @Test
    void anotherCallerOfTheSameConnectionIsNotAsked() throws Exception {
        CountDownLatch others = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        EmbeddedSshServer server = asking(new Questions(List.of("Code: "), List.of("1")));
        handler((user, session, profile, target, request) -> {
            asked.incrementAndGet();
            await().until(() -> others.getCount() == 0);
            return List.of("1".toCharArray());
        });
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            callers.add(CompletableFuture.runAsync(() -> {
                try (SshConnection connection = open(anonymous(server).build())) {
                    assertThat(connection.exec("true").succeeded()).isTrue();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }, task -> new Thread(task).start()));
        }
        await().until(() -> asked.get() == 1);
        others.countDown();
        CompletableFuture.allOf(callers.toArray(CompletableFuture[]::new)).get(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(asked).hasValue(1);
        assertThat(server.authenticatedSessions()).isEqualTo(1);
    }

    @Test
    void aSlowAnswerDelaysNobodyElse() throws Exception {
        EmbeddedSshServer server = asking(new Questions(List.of("Code: "), List.of("1")));
        CountDownLatch thinking = new CountDownLatch(Runtime.getRuntime().availableProcessors() + 4);
        CountDownLatch thought = new CountDownLatch(1);
        handler((user, session, profile, target, request) -> {
            thinking.countDown();
            try {
                thought.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return List.of("1".toCharArray());
        });
        List<CompletableFuture<Void>> thinkers = new ArrayList<>();
        for (long i = thinking.getCount(); i > 0; i--) {
            String user = "user" + i;
            thinkers.add(CompletableFuture.runAsync(() -> {
                try {
                    open(user, anonymous(server).build()).close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }, task -> new Thread(task).start()));
        }
        thinking.await();
        EmbeddedSshServer other = closing(EmbeddedSshServer.start());
        logsIn(AdapterFixture.target(other).build());
        thought.countDown();
        CompletableFuture.allOf(thinkers.toArray(CompletableFuture[]::new)).get(Patience.SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void aProfileThatAsksDoesNotReconnectUnderAHandle() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        EmbeddedSshServer server = asking(new Questions(List.of("Code: "), List.of("1")));
        handler((user, session, profile, target, request) -> {
            asked.incrementAndGet();
            return List.of("1".toCharArray());
        });
        try (SshConnection connection = open(anonymous(server).build())) {
            server.cutConnections();
            await().until(() -> !connection.info().alive());
            assertThatThrownBy(() -> connection.exec("true")).isInstanceOf(SshException.class)
                    .extracting("code").isEqualTo(SshErrorCode.RECONNECT_NEEDS_ANSWERS);
            assertThat(asked).hasValue(1);
        }
        logsIn(anonymous(server).build());
        assertThat(asked).hasValue(2);
    }

    @Test
    void theExceptionOfAHandlerIsTheCause() throws Exception {
        EmbeddedSshServer server = asking(new Questions(List.of("Code: "), List.of("1")));
        handler((user, session, profile, target, request) -> {
            throw new UnsupportedOperationException("no token today");
        });
        assertThatThrownBy(() -> open(anonymous(server).build())).isInstanceOf(SshAuthenticationException.class)
                .hasRootCauseMessage("no token today");
        await().until(() -> server.openSessions() == 0);
    }

    @Test
    void aHandlerWithoutAnAnswerIsReported() throws Exception {
        EmbeddedSshServer server = asking(new Questions(List.of("Code: "), List.of("1")));
        handler((user, session, profile, target, request) -> null);
        assertThatThrownBy(() -> open(anonymous(server).build())).isInstanceOf(SshAuthenticationException.class)
                .extracting("code").isEqualTo(SshErrorCode.QUESTION_UNANSWERED);
    }

    @Test
    void aHandlerThatAnswersTooLateIsATimeOut() throws Exception {
        EmbeddedSshServer server = asking(new Questions(List.of("Code: "), List.of("1")));
        handler((user, session, profile, target, request) -> {
            await().until(() -> server.openSessions() == 0);
            return List.of("1".toCharArray());
        });
        fixture.definition.setConnectTimeoutSeconds(5);
        assertThatThrownBy(() -> open(anonymous(server).build())).isInstanceOf(SshConnectException.class)
                .extracting("code").isEqualTo(SshErrorCode.CONNECT_TIMEOUT);
    }

    @Test
    void aHandlerThatIsNotBoundIsReported() throws Exception {
        EmbeddedSshServer server = asking(new Questions(List.of("Code: "), List.of("1")));
        TestNames.bind("another", "name");
        fixture = closing(new AdapterFixture(adapter -> { }, definition -> definition.setPromptHandler("java:app/nothing")));
        assertThatThrownBy(() -> open(anonymous(server).build())).isInstanceOf(SshProfileException.class)
                .hasMessageContaining("no prompt handler is bound to java:app/nothing");
    }

    // ---- several factors ----

    @ParameterizedTest
    @CsvSource({"'publickey,password'", "'password,publickey'", "'publickey,keyboard-interactive'",
        "'publickey,password,keyboard-interactive'", "'keyboard-interactive,publickey'"})
    void severalFactorsAreGivenOneAfterTheOther(String methods) throws Exception {
        EmbeddedSshServer server = closing(EmbeddedSshServer.start(mina -> {
            CoreModuleProperties.AUTH_METHODS.set(mina, methods);
            mina.setKeyboardInteractiveAuthenticator(new Questions(List.of("Code: "), List.of("42")));
        }));
        SshTarget.Builder all = anonymous(server).keyPair(server.clientKey());
        if (methods.contains("password")) {
            isRefused(all.build());
            all.password(EmbeddedSshServer.PASSWORD.toCharArray());
        }
        if (methods.equals("keyboard-interactive,publickey")) {
            isRefused(all.build());
        } else if (methods.contains("keyboard")) {
            isNotAnswered(all.build(), "Code:");
        }
        if (methods.contains("keyboard")) {
            all.promptAnswer("code", "42".toCharArray());
        }
        logsIn(all.build());
        assertThat(server.refusedCredentials()).as("nothing was tried that must fail").isZero();
    }

    /** As with PAM modules that ask the person by telephone (RFC 4256 section 3.2). */
    @Test
    void aFurtherFactorWithoutAQuestionSucceeds() throws Exception {
        Questions nothing = new Questions(List.of(), List.of());
        EmbeddedSshServer server = closing(EmbeddedSshServer.start(mina -> {
            CoreModuleProperties.AUTH_METHODS.set(mina, "publickey,keyboard-interactive");
            mina.setKeyboardInteractiveAuthenticator(nothing);
        }));
        logsIn(anonymous(server).keyPair(server.clientKey()).build());
        isRefused(anonymous(server).keyPair(rsa()).build());
        assertThat(nothing.asked).as("only as a further factor").hasValue(1);
    }

    @Test
    void identitiesAreOfferedInTheirOrder() throws Exception {
        EmbeddedSshServer server = closing(EmbeddedSshServer.start());
        logsIn(anonymous(server).keyPair(rsa()).keyPair(rsa()).keyPair(server.clientKey()).build());
        assertThat(server.refusedCredentials()).isEqualTo(2);
        try (SshConnection first = open("bob", anonymous(server).keyPair(server.clientKey()).keyPair(rsa()).build())) {
            assertThat(server.refusedCredentials()).isEqualTo(2);
            assertThat(first.info().alive()).isTrue();
        }
    }

    @Test
    void thePasswordIsTriedAfterARefusedKey() throws Exception {
        EmbeddedSshServer server = closing(EmbeddedSshServer.start());
        logsIn(anonymous(server).keyPair(rsa()).password(EmbeddedSshServer.PASSWORD.toCharArray()).build());
        assertThat(server.refusedCredentials()).isEqualTo(1);
    }

    @Test
    void aKeyThatIsRefusedIsOfferedOnce() throws Exception {
        EmbeddedSshServer server = closing(EmbeddedSshServer.start());
        isRefused(anonymous(server).keyPair(rsa()).build());
        assertThat(server.refusedCredentials()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"rsaSHA512, true", "rsaSHA256, true", "rsaSHA512, false", "rsaSHA256, false"})
    void anRsaKeySignsByAnAlgorithmThatTheServerAccepts(BuiltinSignatures only, boolean said) throws Exception {
        EmbeddedSshServer server = closing(EmbeddedSshServer.startWithRsaKeys(mina -> {
            mina.setSignatureFactories(List.of(only));
            if (!said) {
                mina.setKexExtensionHandler(null);
            }
        }));
        logsIn(anonymous(server).keyPair(server.clientKey()).build());
        assertThat(server.refusedCredentials()).isZero();
    }

    /** By the method "none", which MINA's own server never accepts. */
    private static final class LetsInEverybody extends ServerUserAuthService {

        LetsInEverybody(Session session) throws IOException {
            super(session);
        }

        @Override
        protected boolean handleUserAuthRequestMessage(ServerSession session, Buffer buffer, AtomicReference<Boolean> result)
                throws Exception {
            int start = buffer.rpos();
            String user = buffer.getString();
            String service = buffer.getString();
            if (!buffer.getString().equals("none")) {
                buffer.rpos(start);
                return super.handleUserAuthRequestMessage(session, buffer, result);
            }
            session.signalAuthenticationSuccess(user, service, buffer);
            return false;
        }
    }

    @Test
    void aServerThatNeedsNoCredentialIsLoggedInTo() throws Exception {
        EmbeddedSshServer server = closing(EmbeddedSshServer.start(mina -> {
            mina.setPublickeyAuthenticator(null);
            mina.setServiceFactories(List.of(new ServerUserAuthServiceFactory() {
                @Override
                public Service create(Session session) throws IOException {
                    return new LetsInEverybody(session);
                }
            }, ServerConnectionServiceFactory.INSTANCE));
        }));
        logsIn(anonymous(server).keyPair(rsa()).build());
        logsIn(anonymous(server).password("any".toCharArray()).build());
        assertThat(server.refusedCredentials()).isZero();
    }

    private static KeyPair rsa() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    // ---- keys and certificates, at OpenSSH ----

    @Nested
    class AtOpenSsh {

        @TempDir
        private Path folder;

        private Path key(String name, String type, String... more) throws Exception {
            SshKeygen.key(folder.resolve(name), type, more);
            Secrets.toldKey("a key of the name " + name, Files.readString(folder.resolve(name)));
            return folder.resolve(name);
        }

        /** The line of a certificate for a key, signed by the authority. */
        private String certificate(Path authority, Path key, String... more) throws Exception {
            List<String> command = new ArrayList<>(List.of("-q", "-s", authority.toString(), "-I", "the id"));
            command.addAll(List.of(more));
            command.add(key + ".pub");
            SshKeygen.run(command.toArray(String[]::new));
            return Files.readString(Path.of(key + "-cert.pub"));
        }

        private OpenSshServer accepting(Path... keys) throws Exception {
            StringBuilder lines = new StringBuilder();
            for (Path key : keys) {
                lines.append(Files.readString(Path.of(key + ".pub")));
            }
            Path file = Files.writeString(folder.resolve("authorized"), lines);
            return closing(OpenSshServer.start("AuthorizedKeysFile " + file));
        }

        private SshTarget.Builder nobody(OpenSshServer server) {
            return SshTarget.builder().host(server.host()).port(server.port()).username(server.username())
                    .hostKeyFingerprint(server.hostKeyFingerprint());
        }

        @ParameterizedTest
        @CsvSource({"rsa,3072,RSA", "ecdsa,256,ECDSA", "ecdsa,384,ECDSA", "ecdsa,521,ECDSA", "ed25519,256,ED25519"})
        void everyTypeOfKeyLogsIn(String type, String bits, String logged) throws Exception {
            Path key = key("id", type, "-b", bits);
            OpenSshServer server = accepting(key);
            logsIn(nobody(server).privateKey(Files.readString(key)).build());
            assertThat(server.log()).contains("Accepted publickey for " + server.username()).contains("ssh2: " + logged + " SHA256:");
        }

        @Test
        void anEd25519KeyPairOfTheJdkLogsIn() throws Exception {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] encoded = pair.getPublic().getEncoded();
            ByteArrayBuffer key = new ByteArrayBuffer();
            key.putString("ssh-ed25519");
            // RFC 8410 section 4: the key itself is at the end.
            key.putBytes(encoded, encoded.length - 32, 32);
            Path authorized = Files.writeString(folder.resolve("authorized"),
                    "ssh-ed25519 " + Base64.getEncoder().encodeToString(key.getCompactData()) + "\n");
            OpenSshServer server = closing(OpenSshServer.start("AuthorizedKeysFile " + authorized));
            logsIn(nobody(server).keyPair(pair).build());
        }

        @ParameterizedTest
        @ValueSource(strings = {"Ed448", "X25519"})
        void aKeyPairThatSshDoesNotHaveIsNamed(String algorithm) throws Exception {
            KeyPair pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
            OpenSshServer server = closing(OpenSshServer.start());
            assertThatThrownBy(() -> open(nobody(server).keyPair(pair).build())).isInstanceOf(SshProfileException.class)
                    .hasMessageContaining("SSH has no keys of the algorithm ")
                    .extracting("code").isEqualTo(SshErrorCode.UNREADABLE_KEY);
        }

        @ParameterizedTest
        @CsvSource({"rsa,rsa-sha2-512", "ecdsa,ecdsa-sha2-nistp256", "ed25519,ssh-ed25519"})
        void theSignatureThatTheServerWantsIsMade(String type, String algorithm) throws Exception {
            Path key = key("id", type);
            Path authorized = Files.copy(Path.of(key + ".pub"), folder.resolve("authorized"));
            OpenSshServer server = closing(OpenSshServer.start("AuthorizedKeysFile " + authorized,
                    "PubkeyAcceptedAlgorithms " + algorithm));
            logsIn(nobody(server).privateKey(Files.readString(key)).build());
        }

        /** The adapter has copies of its own for as long as it may have to reconnect. */
        @Test
        void aKeyAsCharactersMayBeWipedWhenItHasLoggedIn() throws Exception {
            Path key = key("encrypted", "ed25519");
            SshKeygen.run("-q", "-p", "-P", "", "-N", "secret phräse", "-f", key.toString());
            OpenSshServer server = accepting(key);
            char[] text = Files.readString(key).toCharArray();
            char[] passphrase = "secret phräse".toCharArray();
            SshTarget target = nobody(server).privateKey(text, passphrase).build();
            try (SshConnection connection = open(target)) {
                Arrays.fill(text, '\0');
                Arrays.fill(passphrase, '\0');
                target.destroy();
                server.killConnections();
                assertThat(connection.exec("echo again").stdout()).isEqualTo("again\n");
            }
            assertThatThrownBy(() -> open(target)).isInstanceOf(IllegalStateException.class).hasMessageEndingWith("is destroyed");
        }

        @Test
        void severalKeysMayBeNeededOneAfterTheOther() throws Exception {
            Path first = key("first", "ed25519");
            Path second = key("second", "ecdsa");
            Path authorized = Files.writeString(folder.resolve("authorized"), Files.readString(Path.of(first + ".pub"))
                    + Files.readString(Path.of(second + ".pub")));
            OpenSshServer server = closing(OpenSshServer.start("AuthorizedKeysFile " + authorized,
                    "AuthenticationMethods publickey,publickey"));
            isRefused(nobody(server).privateKey(Files.readString(first)).build());
            logsIn(nobody(server).privateKey(Files.readString(first)).privateKey(Files.readString(second)).build());
        }

        @Test
        void oneAttemptIsEnoughForOneKey() throws Exception {
            Path key = key("id", "ed25519");
            OpenSshServer server = closing(OpenSshServer.start("MaxAuthTries 1", "AuthorizedKeysFile " + key + ".pub"));
            logsIn(nobody(server).privateKey(Files.readString(key)).build());
            isRefused(nobody(server).privateKey(Files.readString(key("other", "ed25519"))).build());
        }

        @Test
        void tooManyKeysAreReportedAsARefusal() throws Exception {
            Path right = key("right", "ed25519");
            OpenSshServer server = closing(OpenSshServer.start("MaxAuthTries 3", "AuthorizedKeysFile " + right + ".pub"));
            SshTarget.Builder target = nobody(server);
            for (int i = 0; i < 4; i++) {
                target.privateKey(Files.readString(key("wrong" + i, "ed25519")));
            }
            isRefused(target.privateKey(Files.readString(right)).build());
        }

        @ParameterizedTest
        @CsvSource({"rsa,ed25519", "ecdsa,rsa", "ed25519,ecdsa"})
        void aCertificateOfATrustedAuthorityLogsIn(String type, String authorityType) throws Exception {
            Path authority = key("ca", authorityType);
            Path key = key("id", type);
            String certificate = certificate(authority, key, "-n", System.getProperty("user.name"), "-V", "+1h");
            OpenSshServer server = closing(OpenSshServer.start("TrustedUserCAKeys " + authority + ".pub", "AuthorizedKeysFile none"));
            SshIdentity plain = SshIdentity.of(Files.readString(key));
            isRefused(nobody(server).identity(plain).build());
            logsIn(nobody(server).identity(plain.withCertificate(certificate)).build());
            assertThat(server.log()).contains("ID the id (serial 0) CA " + authorityType.toUpperCase(java.util.Locale.ROOT));
        }

        @Test
        void aForeignOrExpiredCertificateIsRefusedAndThePlainKeyIsTried() throws Exception {
            Path authority = key("ca", "ed25519");
            Path key = key("id", "ed25519");
            SshIdentity plain = SshIdentity.of(Files.readString(key));
            OpenSshServer strict = closing(OpenSshServer.start("TrustedUserCAKeys " + authority + ".pub", "AuthorizedKeysFile none"));
            isRefused(nobody(strict).identity(plain.withCertificate(certificate(authority, key, "-n", "somebody-else"))).build());
            String past = certificate(authority, key, "-n", strict.username(), "-V", "20200101:20200102");
            isRefused(nobody(strict).identity(plain.withCertificate(past)).build());
            OpenSshServer lax = closing(OpenSshServer.start("TrustedUserCAKeys " + authority + ".pub", "AuthorizedKeysFile " + key + ".pub"));
            logsIn(nobody(lax).identity(plain.withCertificate(past)).build());
        }

        @Test
        void aCertificateWithoutItsKeyIsAnErrorOfTheProfile() throws Exception {
            Path authority = key("ca", "ed25519");
            Path key = key("id", "ed25519");
            Path other = key("other", "ed25519");
            String certificate = certificate(authority, other, "-n", "x");
            OpenSshServer server = accepting(key);
            SshIdentity plain = SshIdentity.of(Files.readString(key));
            for (String wrong : List.of(certificate, "no certificate", Files.readString(Path.of(key + ".pub")))) {
                assertThatThrownBy(() -> open(nobody(server).identity(plain.withCertificate(wrong)).build()))
                        .isInstanceOf(SshProfileException.class).extracting("code").isEqualTo(SshErrorCode.UNREADABLE_CERTIFICATE);
            }
        }

        @Test
        void profilesNameIdentitiesAndCertificates() throws Exception {
            Path authority = key("ca", "ed25519");
            Path key = key("id", "ecdsa");
            key("another", "ed25519");
            certificate(authority, key, "-n", System.getProperty("user.name"));
            Files.copy(key, folder.resolve("beside"));
            Files.copy(folder.resolve("id-cert.pub"), folder.resolve("beside-cert.pub"));
            Files.move(folder.resolve("id-cert.pub"), folder.resolve("ticket"));
            OpenSshServer server = closing(OpenSshServer.start("TrustedUserCAKeys " + authority + ".pub", "AuthorizedKeysFile none"));
            Files.writeString(folder.resolve("known_hosts"), server.knownHostsLine() + "\n");
            Path profiles = Files.writeString(folder.resolve("profiles"), """
                    Host with
                      IdentityFile another
                      CertificateFile ticket
                    Host beside
                      IdentityFile beside
                    Host with without beside
                      HostName 127.0.0.1
                      Port %d
                      User %s
                      UserKnownHostsFile known_hosts
                    Host with without
                      IdentityFile id
                    """.formatted(server.port(), server.username()));
            fixture = closing(new AdapterFixture(adapter -> { }, definition -> definition.setProfilesFile(profiles.toString())));
            for (String profile : List.of("with", "beside")) {
                try (SshConnection connection = fixture.factory.getConnection(io.sshra.SshConnectionSpec.of("alice", "s", profile))) {
                    assertThat(connection.exec("true").succeeded()).isTrue();
                }
            }
            assertThatThrownBy(() -> fixture.factory.getConnection(io.sshra.SshConnectionSpec.of("alice", "s", "without")))
                    .isInstanceOf(SshAuthenticationException.class);
        }

        private Path profiles(OpenSshServer server, String lines) throws Exception {
            Files.writeString(folder.resolve("known_hosts"), server.knownHostsLine() + "\n");
            return Files.writeString(folder.resolve("profiles"), """
                    Host a
                      HostName 127.0.0.1
                      Port %d
                      User %s
                      %s
                    """.formatted(server.port(), server.username(), lines));
        }

        private void logsInByProfile(Path profiles) throws Exception {
            fixture = closing(new AdapterFixture(adapter -> { }, definition -> {
                definition.setProfilesFile(profiles.toString());
                definition.setKnownHostsFile(folder.resolve("known_hosts").toString());
            }));
            for (String session : List.of("s", "t")) {
                try (SshConnection connection = fixture.factory.getConnection(io.sshra.SshConnectionSpec.of("alice", session, "a"))) {
                    assertThat(connection.exec("true").succeeded()).isTrue();
                }
            }
        }

        /** As ssh does. */
        @ParameterizedTest
        @ValueSource(strings = {"", "\n", "ssh-ed25519-cert-v01@openssh.com AAAA", "garbage", "ssh-ed25519 AAAA a public key"})
        void aBrokenCertificateBesideAKeyIsSkippedWithAWarning(String certificate) throws Exception {
            OpenSshServer server = closing(OpenSshServer.start());
            Path key = Files.copy(server.privateKeyFile(), folder.resolve("id"));
            Path beside = Files.writeString(folder.resolve("id-cert.pub"), certificate);
            try (LogLines log = new LogLines()) {
                logsInByProfile(profiles(server, "IdentityFile " + key));
                assertThat(log.of("SSHRA000009")).singleElement().asString().startsWith("WARN")
                        .contains(certificate.isBlank() ? beside.toString() : key.toString());
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"missing", "broken", "encrypted"})
        void anUnusableKeyOfSeveralIsSkippedWithAWarning(String first) throws Exception {
            OpenSshServer server = closing(OpenSshServer.start());
            Files.writeString(folder.resolve("broken"), "no key");
            SshKeygen.run("-q", "-t", "ed25519", "-N", Secrets.word("of a key"), "-f", folder.resolve("encrypted").toString());
            try (LogLines log = new LogLines()) {
                logsInByProfile(profiles(server, "IdentityFile " + first + "\n  IdentityFile " + server.privateKeyFile()));
                assertThat(log.of("SSHRA000009")).singleElement().asString().startsWith("WARN").contains(folder.resolve(first).toString());
            }
        }

        @Test
        void aProfileWithoutAUsableKeyIsReported() throws Exception {
            OpenSshServer server = closing(OpenSshServer.start());
            Files.writeString(folder.resolve("broken"), "no key");
            for (String lines : List.of("IdentityFile missing\n  IdentityFile missing2", "IdentityFile missing", "IdentityFile broken\n  IdentityFile missing")) {
                assertThatThrownBy(() -> logsInByProfile(profiles(server, lines))).isInstanceOf(SshProfileException.class)
                        .extracting("code").isEqualTo(SshErrorCode.UNREADABLE_KEY);
            }
        }
    }
}
