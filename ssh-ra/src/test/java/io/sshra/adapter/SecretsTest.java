package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.EmbeddedSshServer;
import io.sshra.testing.ForkedJvm;
import io.sshra.testing.Patience;
import io.sshra.testing.RequiresOpenSsh;
import io.sshra.testing.SecretSearch;
import io.sshra.testing.Secrets;
import io.sshra.testing.SshKeygen;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.keyboard.InteractiveChallenge;
import org.apache.sshd.server.auth.keyboard.KeyboardInteractiveAuthenticator;
import org.apache.sshd.server.auth.keyboard.PromptEntry;
import org.apache.sshd.server.config.keys.AuthorizedKeysAuthenticator;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.server.shell.ProcessShellFactory;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * No password, passphrase, answer or private key appears anywhere. {@link SecretsClient} logs in by every method in its own
 * JVM; this test searches everything that JVM has written.
 */
@RequiresOpenSsh
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class SecretsTest {

    /** A command at which the server cuts the connection. */
    static final String CUT = "cut";

    /**
     * ZGC makes a heap dump by following references. Other collectors dump everything between the ends of their regions: G1 does
     * not compact regions with little garbage, and what was there gets into the dump as an array that nothing refers to.
     */
    private static final String ONLY_REFERENCED_OBJECTS = "-XX:+UseZGC";

    @TempDir
    private static Path folder;

    private final String password = Secrets.word("the password");
    private final String token = Secrets.word("the token");
    private final String passphrase = Secrets.word("the passphrase");
    private final String wrong = Secrets.word("the wrong password");
    private final List<EmbeddedSshServer> servers = new ArrayList<>();
    private final List<String> given = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private String output;

    @BeforeAll
    void runClient() throws Exception {
        makeKeys();
        give("server", server(mina -> { }));
        give("jump", server(mina -> { }));
        give("asking", server(mina -> {
            mina.setPasswordAuthenticator(null);
            mina.setPublickeyAuthenticator(null);
            mina.setKeyboardInteractiveAuthenticator(new Questions());
        }));
        give("password", password);
        give("token", token);
        give("passphrase", passphrase);
        give("wrong", wrong);
        Files.write(folder.resolve("given"), given);
        output = new ForkedJvm().option("-Xmx256m").option(ONLY_REFERENCED_OBJECTS).run(SecretsClient.class, folder.toString());
        Files.writeString(folder.resolve("output"), output);
    }

    @AfterAll
    void stop() {
        servers.forEach(EmbeddedSshServer::close);
    }

    private void give(String name, String value) {
        given.add(name + '\t' + Base64.getEncoder().encodeToString(Secrets.disguised(value.getBytes(StandardCharsets.UTF_8))));
    }

    private void give(String name, EmbeddedSshServer server) throws IOException {
        give(name + ".port", String.valueOf(server.port()));
        give(name + ".fingerprint", server.hostKeyFingerprint());
        Files.writeString(folder.resolve("known_hosts"), server.knownHostsLine() + "\n", StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        if (name.equals("server")) {
            Files.writeString(folder.resolve("profiles"), """
                    Host filed
                      HostName 127.0.0.1
                      Port %d
                      User tester
                      UserKnownHostsFile known_hosts
                      IdentityFile ed25519-openssh-plain
                    """.formatted(server.port()));
        }
    }

    // ---- keys ----

    private void makeKeys() throws Exception {
        for (String type : List.of("rsa", "ecdsa", "ed25519")) {
            SshKeygen.key(folder.resolve(type), type);
            Secrets.toldKey("the " + type + " key", Files.readString(folder.resolve(type)));
            Files.writeString(folder.resolve("authorized"), Files.readString(folder.resolve(type + ".pub")),
                    StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            for (String form : type.equals("ed25519") ? List.of("openssh") : List.of("openssh", "pem", "pkcs8")) {
                key(type, form, "plain", "");
                key(type, form, "encrypted", passphrase);
            }
        }
        give("keys", String.join(",", keys));
        give("encrypted-key", "rsa-pkcs8-encrypted");
        give("plain-key", "rsa-pem-plain");
        SshKeygen.key(folder.resolve("authority"), "ed25519");
        for (String name : List.of("certified", "refused-key")) {
            SshKeygen.key(folder.resolve(name), "ed25519");
            give(name, Secrets.toldKey("the " + name, Files.readString(folder.resolve(name))));
        }
        SshKeygen.run("-q", "-s", file("authority"), "-I", "id", "-n", "tester", file("certified.pub"));
        give("certificate", Files.readString(folder.resolve("certified-cert.pub")));
    }

    private void key(String type, String form, String name, String withPassphrase) throws Exception {
        String key = type + "-" + form + "-" + name;
        Files.copy(folder.resolve(type), folder.resolve(key));
        List<String> change = new ArrayList<>(List.of("-q", "-p", "-P", "", "-N", withPassphrase, "-f", file(key)));
        if (!form.equals("openssh")) {
            change.addAll(List.of("-m", form));
        }
        SshKeygen.run(change.toArray(String[]::new));
        keys.add(key);
        give(key, Files.readString(folder.resolve(key)));
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    // ---- servers ----

    private EmbeddedSshServer server(Consumer<SshServer> settings) {
        EmbeddedSshServer server = EmbeddedSshServer.start(mina -> {
            AuthorizedKeysAuthenticator authorized = new AuthorizedKeysAuthenticator(folder.resolve("authorized"));
            mina.setPasswordAuthenticator((user, offered, session) -> offered.equals(password));
            mina.setPublickeyAuthenticator((user, key, session) -> key instanceof OpenSshCertificate certificate
                    ? KeyUtils.compareKeys(certificate.getCaPubKey(), authority()) : authorized.authenticate(user, key, session));
            mina.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
            mina.setShellFactory(new ProcessShellFactory("sh", "/bin/sh"));
            mina.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
            var shell = mina.getCommandFactory();
            mina.setCommandFactory((channel, command) -> {
                if (command.equals(CUT)) {
                    channel.getSession().close(true);
                }
                return shell.createCommand(channel, command);
            });
            settings.accept(mina);
        });
        servers.add(server);
        return server;
    }

    private PublicKey authority() {
        try {
            return PublicKeyEntry.parsePublicKeyEntry(Files.readString(folder.resolve("authority.pub"))).resolvePublicKey(null, null, null);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Questions implements KeyboardInteractiveAuthenticator {

        @Override
        public InteractiveChallenge generateChallenge(ServerSession session, String username, String lang, String subMethods) {
            InteractiveChallenge challenge = new InteractiveChallenge();
            challenge.setInteractionName("");
            challenge.setInteractionInstruction("");
            challenge.addPrompt(new PromptEntry("Password: ", false));
            challenge.addPrompt(new PromptEntry("Token: ", true));
            return challenge;
        }

        @Override
        public boolean authenticate(ServerSession session, String username, List<String> responses) {
            return responses.equals(List.of(password, token));
        }
    }

    // ---- what the client has written ----

    private void assertNoSecretIn(String file) throws IOException {
        SecretSearch search = SecretSearch.forAllTold();
        assertThat(search.search(folder.resolve(file))).isEmpty();
        System.out.println(file + ": " + search);
    }

    @Test
    void everyWayToLogInWasUsed() {
        List<String> in = new ArrayList<>(List.of("password", "answers", "jump", "reconnected", "certificate", "own-password", "own-key",
                "own-answers", "filed", "object", "asked", "container"));
        in.addAll(keys);
        assertThat(output.lines().filter(line -> line.endsWith(": in")).map(line -> line.replace(": in", "")).distinct())
                .containsExactlyInAnyOrderElementsOf(in);
        assertThat(output).contains("wrong-password: io.sshra.SshAuthenticationException: SSHRA001301", "changed-host-key: ",
                "wrong-answers: io.sshra.SshAuthenticationException", "wrong-passphrase: io.sshra.SshProfileException",
                "own-wrong-passphrase: io.sshra.SshProfileException", "own-malformed-answers: io.sshra.SshProfileException",
                "half-a-key: io.sshra.SshProfileException", "a-damaged-key: io.sshra.SshProfileException",
                "NotSerializableException", "\n0 connections\n");
    }

    @Test
    void noSecretIsLoggedAtTrace() throws IOException {
        assertThat(Files.readString(folder.resolve("trace.log"))).contains("TRACE: encode(", "TRACE: decode(", "io.sshra.");
        assertNoSecretIn("trace.log");
    }

    @Test
    void noExceptionContainsASecret() throws IOException {
        assertNoSecretIn("output");
        assertNoSecretIn("serialised");
    }

    @Test
    void noPoolObjectPrintsASecret() throws IOException {
        assertThat(Files.readString(folder.resolve("objects"))).contains("io.sshra.ssh.Credentials ", "io.sshra.ssh.Target ",
                "io.sshra.ssh.identity.PrivateKeySource ", "io.sshra.pool.ContainerLogin ", "io.sshra.ssh.mina.Handshake ");
        assertNoSecretIn("objects");
    }

    @Test
    void noMBeanOrDiagnosticCommandShowsASecret() throws IOException {
        assertThat(Files.readString(folder.resolve("management"))).contains("java.lang:type=Memory", "io.sshra.pool.Slot", "java.version=");
        assertNoSecretIn("management");
    }

    @Test
    void noFlightRecorderEventContainsASecret() throws Exception {
        assertNoSecretIn("recording.jfr");
        Path printed = folder.resolve("recording.txt");
        Process print = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jfr").toString(), "print", file("recording.jfr"))
                .redirectOutput(printed.toFile()).redirectErrorStream(true).start();
        assertThat(print.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.size(printed)).isPositive();
        assertNoSecretIn("recording.txt");
    }

    /** All objects that are referenced while the adapter is running, see {@link #ONLY_REFERENCED_OBJECTS}. */
    @Test
    void noSecretIsLeftInMemoryAfterTheSessions() throws IOException {
        assertThat(Files.size(folder.resolve("heap.hprof"))).isGreaterThan(1_000_000);
        assertNoSecretIn("heap.hprof");
    }
}
