package io.sshra.test;

import io.sshra.testing.EmbeddedSshServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.keyboard.InteractiveChallenge;
import org.apache.sshd.server.auth.keyboard.KeyboardInteractiveAuthenticator;
import org.apache.sshd.server.auth.keyboard.PromptEntry;
import org.apache.sshd.server.auth.pubkey.PublickeyAuthenticator;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;
import org.apache.sshd.server.session.ServerSession;

/**
 * An SSH server for tests of log-ins, in the JVM that runs the tests, beside WildFly: a definition's properties need its port
 * before anything is deployed. It lives as long as that JVM. It accepts any login whose password begins with {@value #GOOD}; if
 * the user name begins with {@value #ASKED}, it asks for a password and a code instead.
 *
 * <p>The command {@code login} prints the login of its connection; {@code count} and a login print how often that login was
 * accepted and refused and how many of its connections are open; {@code drop} and a login cut its connections. Other commands
 * are run by the shell.
 */
final class LoginServer {

    static final String GOOD = "good";
    static final String ASKED = "asked";
    static final String CERTIFIED = "certified";
    /** The length of a correct code. */
    static final int CODE_LENGTH = 6;

    private static final AttributeKey<String> PASSWORD = new AttributeKey<>();
    private static LoginServer shared;

    private final Map<String, AtomicInteger> accepted = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> refused = new ConcurrentHashMap<>();
    private final KeyPair authority = newKey();
    private SshServer mina;
    private final EmbeddedSshServer server = EmbeddedSshServer.start(this::customize);

    /** On the client's side only. */
    static synchronized LoginServer shared() {
        if (shared == null) {
            shared = new LoginServer();
        }
        return shared;
    }

    int port() {
        return server.port();
    }

    /** The private key of the authority whose certificates {@value #CERTIFIED} may log in with, in one line. */
    String authority() {
        try {
            ByteArrayOutputStream key = new ByteArrayOutputStream();
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(authority, "", null, key);
            return key.toString(StandardCharsets.US_ASCII).strip().replace('\n', ' ');
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newKey() {
        try {
            return KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String hostKeyFingerprint() {
        return server.hostKeyFingerprint();
    }

    /**
     * A new profiles file in a folder with the files that it names.
     *
     * @param text the file's text; {@code PORT} and {@code FOLDER} stand for this server's port and the file's folder. The
     *         folder has {@code known_hosts} and {@code id}, the key of {@link EmbeddedSshServer#USER}
     */
    Path profilesFile(String text) {
        try {
            Path folder = Files.createTempDirectory("profiles");
            try (OutputStream key = Files.newOutputStream(folder.resolve("id"))) {
                OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(server.clientKey(), "", null, key);
            }
            Files.writeString(folder.resolve("known_hosts"), "[" + server.host() + "]:" + server.port() + " "
                    + PublicKeyEntry.toString(server.hostKey().getPublic()) + "\n");
            Path file = folder.resolve("profiles");
            // They are deleted in reverse order.
            for (Path written : List.of(folder, folder.resolve("id"), folder.resolve("known_hosts"), file)) {
                written.toFile().deleteOnExit();
            }
            return Files.writeString(file, text.replace("PORT", String.valueOf(port())).replace("FOLDER", folder.toString()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void customize(SshServer sshServer) {
        mina = sshServer;
        sshServer.setPasswordAuthenticator((login, password, session) ->
                !login.startsWith(ASKED) && counted(login, password, session, password.startsWith(GOOD)));
        PublickeyAuthenticator keys = sshServer.getPublickeyAuthenticator();
        sshServer.setPublickeyAuthenticator((login, key, session) -> key instanceof OpenSshCertificate certificate
                ? login.equals(CERTIFIED) && KeyUtils.compareKeys(certificate.getCaPubKey(), authority.getPublic()) : keys.authenticate(login, key, session));
        sshServer.setKeyboardInteractiveAuthenticator(new Questions());
        sshServer.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
        var shell = sshServer.getCommandFactory();
        sshServer.setCommandFactory((channel, command) -> command.matches("login|count .*|drop .*")
                ? new Answer(command) : shell.createCommand(channel, command));
        sshServer.addSessionListener(new SessionListener() {
            @Override
            public void sessionEvent(Session session, Event event) {
                if (event == Event.Authenticated) {
                    count(accepted, session.getUsername());
                }
            }
        });
    }

    private boolean counted(String login, String password, ServerSession session, boolean right) {
        if (right) {
            session.setAttribute(PASSWORD, password);
        } else {
            count(refused, login);
        }
        return right;
    }

    private static void count(Map<String, AtomicInteger> counts, String login) {
        counts.computeIfAbsent(login, absent -> new AtomicInteger()).incrementAndGet();
    }

    private List<AbstractSession> open(String login) {
        return mina.getActiveSessions().stream().filter(session -> session.isAuthenticated()
                && login.equals(session.getUsername())).toList();
    }

    private String drop(String login) {
        open(login).forEach(session -> session.close(true));
        return "";
    }

    /** The number of open connections of this login. */
    int openConnections(String login) {
        return open(login).size();
    }

    private String counts(String login) {
        return "accepted=" + accepted.getOrDefault(login, new AtomicInteger())
                + " refused=" + refused.getOrDefault(login, new AtomicInteger()) + " open=" + open(login).size();
    }

    /** A password and a code of some digits. */
    private final class Questions implements KeyboardInteractiveAuthenticator {

        @Override
        public InteractiveChallenge generateChallenge(ServerSession session, String login, String language, String methods) {
            if (!login.startsWith(ASKED)) {
                return null;
            }
            InteractiveChallenge challenge = new InteractiveChallenge();
            challenge.setInteractionName("Two steps");
            challenge.setInteractionInstruction("For " + login);
            challenge.setLanguageTag("");
            challenge.addPrompt(new PromptEntry("Password: ", false));
            challenge.addPrompt(new PromptEntry("Code: ", true));
            return challenge;
        }

        @Override
        public boolean authenticate(ServerSession session, String login, List<String> answers) {
            return counted(login, answers.isEmpty() ? "" : answers.get(0), session, answers.size() == 2
                    && answers.get(0).startsWith(GOOD) && answers.get(1).length() == CODE_LENGTH);
        }
    }

    private final class Answer implements Command {

        private final String command;
        private OutputStream out;
        private ExitCallback exit;

        Answer(String command) {
            this.command = command;
        }

        @Override
        public void start(ChannelSession channel, Environment environment) throws IOException {
            ServerSession session = channel.getServerSession();
            String argument = command.substring(command.indexOf(' ') + 1);
            String answer = switch (command.split(" ")[0]) {
                case "login" -> session.getUsername() + ":" + session.getAttribute(PASSWORD);
                case "count" -> counts(argument);
                default -> drop(argument);
            };
            out.write(answer.getBytes(StandardCharsets.UTF_8));
            out.flush();
            exit.onExit(0);
        }

        @Override
        public void setOutputStream(OutputStream stream) {
            out = stream;
        }

        @Override
        public void setExitCallback(ExitCallback callback) {
            exit = callback;
        }

        @Override
        public void setInputStream(InputStream stream) {
            // This command reads nothing.
        }

        @Override
        public void setErrorStream(OutputStream stream) {
            // This command writes no errors.
        }

        @Override
        public void destroy(ChannelSession channel) {
            // Nothing remains of this command.
        }
    }
}
