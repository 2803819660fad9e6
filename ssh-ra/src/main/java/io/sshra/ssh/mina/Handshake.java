package io.sshra.ssh.mina;

import io.sshra.SshAuthenticationException;
import io.sshra.SshConnectException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshHostKeyException;
import io.sshra.SshPrompt;
import io.sshra.SshPromptRequest;
import io.sshra.log.LogContext;
import io.sshra.ssh.ConnectListener;
import io.sshra.ssh.ConnectSettings;
import io.sshra.ssh.Credentials;
import io.sshra.ssh.HostKeyRule;
import io.sshra.ssh.PendingPrompt;
import io.sshra.ssh.Target;
import io.sshra.ssh.algorithm.AlgorithmRule;
import io.sshra.ssh.algorithm.Algorithms;
import io.sshra.ssh.hostkey.HostKeyUpdates;
import io.sshra.ssh.hostkey.HostKeyVerifier;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.compression.BuiltinCompressions;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.core.CoreModuleProperties;

/** One attempt to connect: what the host key was, and what a failure means. */
final class Handshake {

    static final AttributeKey<Handshake> KEY = new AttributeKey<>();

    private final Target target;
    private final HostKeyVerifier verifier;
    /** Empty once it is over. */
    private volatile List<KeyPair> keyPairs;
    private final ConnectListener listener;
    /** Of the thread that connects. */
    private final LogContext logContext = LogContext.here();
    private final AtomicBoolean passwordUsed = new AtomicBoolean();
    private volatile boolean answered;
    private volatile boolean identified;
    private volatile PublicKey hostKey;
    private volatile SshHostKeyException hostKeyRefused;
    private volatile Throwable notAgreed;

    /** @param listener hears of questions that the credentials have no answer to, too */
    Handshake(Target target, ConnectListener listener) throws SshException {
        this.target = target;
        this.verifier = new HostKeyVerifier(target.hostKeys(), target.endpoint());
        this.keyPairs = target.credentials().keyPairs();
        this.listener = listener;
    }

    static Handshake of(Session session) {
        AttributeRepository context = ((ClientSession) session).getConnectionContext();
        return context.getAttribute(KEY);
    }

    /** Sets the session up before its first word. */
    void prepare(ClientSession session) {
        answered = true;
        ConnectSettings settings = target.settings();
        AlgorithmRule rule = settings.algorithms();
        session.setKeyExchangeFactories(Algorithms.named(rule.keyExchanges(), Algorithms.KEY_EXCHANGES));
        session.setCipherFactories(Algorithms.named(rule.ciphers(), Algorithms.CIPHERS));
        session.setMacFactories(Algorithms.named(rule.macs(), Algorithms.MACS));
        if (settings.compression()) {
            session.setCompressionFactories(List.of(BuiltinCompressions.delayedZlib, BuiltinCompressions.none));
        }
        CoreModuleProperties.PREFERRED_AUTHS.set(session, String.join(",", settings.authentications()));
        session.setPasswordIdentityProvider(any -> takePassword());
    }

    List<String> hostKeyAlgorithms() {
        return Algorithms.hostKeys(target.settings().algorithms(), verifier.knownKeyTypes(), verifier.knowsAuthority());
    }

    /** For a server that tells of its host keys. */
    HostKeyUpdates.Learner learner() {
        return new HostKeyUpdates.Learner(target, verifier, logContext);
    }

    /** As it was named, not resolved. */
    InetSocketAddress address() {
        return InetSocketAddress.createUnresolved(target.endpoint().host(), target.port());
    }

    boolean remembersNewKeys() {
        return target.hostKeys().policy() == HostKeyRule.Policy.ACCEPT_NEW;
    }

    /** See {@link HostKeyVerifier#remember}. */
    void rememberNewKey() throws SshException {
        verifier.remember();
    }

    // ---- logging in ----

    /** In the order in which they are offered, certificates before their plain keys. */
    List<KeyPair> keyPairs() {
        return keyPairs;
    }

    /** The session has logged in, or will not. It may stay in memory for a while after its end: without the private keys. */
    void forgetKeys(ClientSession session) {
        keyPairs.forEach(session::removePublicKeyIdentity);
        keyPairs = List.of();
    }

    /** Whether there is one private key, by itself or with certificates. */
    boolean hasSingleKey() {
        return target.credentials().privateKeys().size() == 1;
    }

    boolean hasRsaKey() {
        return keyPairs.stream().anyMatch(pair -> "RSA".equals(pair.getPrivate().getAlgorithm()));
    }

    /** The methods that there is something for, in the order in which they are tried. */
    List<String> usableAuthentications() {
        return target.settings().authentications().stream().filter(method -> switch (method) {
            case SignedAtOnce.NAME -> !keyPairs.isEmpty();
            case KeyboardInteractive.NAME -> canAnswer();
            default -> target.credentials().hasPassword();
        }).toList();
    }

    /** The password, for the first method that asks for it: a refused one is not sent again by another. */
    private List<String> takePassword() {
        char[] password = target.credentials().password();
        if (password == null || !passwordUsed.compareAndSet(false, true)) {
            return List.of();
        }
        String taken = String.valueOf(password);
        Arrays.fill(password, '\0');
        return List.of(taken);
    }

    int passwordPrompts() {
        return target.settings().passwordPrompts();
    }

    /** Whether keyboard-interactive authentication is worth a try. */
    boolean canAnswer() {
        Credentials credentials = target.credentials();
        return credentials.asksSomebody() || !credentials.promptAnswers().isEmpty()
                || credentials.password() != null && !passwordUsed.get();
    }

    /** Answers from the credentials, or has somebody asked. Called on an I/O thread; does not block. */
    void answer(SshPromptRequest request, Consumer<List<char[]>> reply) {
        List<char[]> answers = new ArrayList<>();
        for (SshPrompt prompt : request.prompts()) {
            char[] answer = target.credentials().answerTo(prompt.text());
            if (answer == null && !prompt.echo() && prompt.text().toLowerCase(Locale.ROOT).contains("password")
                    && passwordUsed.compareAndSet(false, true)) {
                answer = target.credentials().password();
            }
            if (answer == null) {
                ask(request, reply);
                return;
            }
            answers.add(answer);
        }
        reply.accept(answers);
    }

    private void ask(SshPromptRequest request, Consumer<List<char[]>> reply) {
        if (target.credentials().asksSomebody()) {
            listener.asked(new PendingPrompt(target.toString(), request, reply));
        } else {
            reply.accept(null);
        }
    }

    // ---- host key ----

    /** Called by MINA for the key exchange and for each later one. */
    boolean accepts(PublicKey offered) {
        try {
            verifier.check(offered);
            if (hostKey == null) {
                listener.authenticating();
            }
            hostKey = offered instanceof OpenSshCertificate certificate ? certificate.getCertPubKey() : offered;
            return true;
        } catch (SshHostKeyException e) {
            hostKeyRefused = e;
            return false;
        }
    }

    String fingerprint() {
        return KeyUtils.getFingerPrint(BuiltinDigests.sha256, hostKey);
    }

    /** Called by MINA's thread when client and server have no algorithms in common, or something else is wrong with theirs. */
    void notAgreed(Throwable failure) {
        notAgreed = failure;
    }

    /** Called when the server has said that it talks SSH (RFC 4253 section 4.2). */
    void identified() {
        identified = true;
    }

    /** The exception that the application gets for a failure on the way. */
    SshException explain(Exception failure) {
        if (hostKeyRefused != null) {
            return hostKeyRefused;
        }
        if (notAgreed != null && String.valueOf(notAgreed.getMessage()).startsWith("Unable to negotiate")) {
            return connectFailure(SshErrorCode.NO_COMMON_ALGORITHM,
                    "nothing in common with " + target.endpoint() + ": " + notAgreed.getMessage(), failure);
        }
        int disconnect = disconnectCode(failure);
        if (has(failure, ConnectException.class)) {
            return connectFailure(SshErrorCode.CONNECTION_REFUSED, "refused by " + target.endpoint(), failure);
        }
        if (has(failure, TimeoutException.class) || has(failure, SocketTimeoutException.class)) {
            return connectFailure(SshErrorCode.CONNECT_TIMEOUT,
                    "no answer from " + target.endpoint() + " within " + target.connectTimeout().toSeconds() + " s", failure);
        }
        if (disconnect == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE || tooManyAttempts(failure)) {
            return new SshAuthenticationException(SshErrorCode.AUTHENTICATION_REFUSED,
                    target + " refuses the credentials", failure);
        }
        if (target.jump() != null && !identified) {
            return connectFailure(SshErrorCode.CONNECT_FAILED,
                    "no SSH server answers at " + target.endpoint() + " as seen from the jump host " + target.jump(), failure);
        }
        if (answered && !identified) {
            return connectFailure(SshErrorCode.NOT_AN_SSH_SERVER,
                    target.endpoint() + " does not identify itself as an SSH server", failure);
        }
        if (String.valueOf(failure.getMessage()).contains(" key ID=")) {
            return connectFailure(SshErrorCode.HOST_CERTIFICATE_INVALID,
                    "the certificate of " + target.endpoint() + " is not valid: " + failure.getMessage(), failure);
        }
        return connectFailure(SshErrorCode.CONNECT_FAILED, "connecting to " + target + " failed", failure);
    }

    private static SshException connectFailure(SshErrorCode code, String what, Exception cause) {
        return new SshConnectException(code, what, cause);
    }

    /** OpenSSH's way to end authentication after MaxAuthTries: a disconnect for a protocol error. */
    private static boolean tooManyAttempts(Exception failure) {
        return disconnectCode(failure) == SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR
                && String.valueOf(failure.getMessage()).contains("authentication failures");
    }

    private static int disconnectCode(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof org.apache.sshd.common.SshException ssh && ssh.getDisconnectCode() != 0) {
                return ssh.getDisconnectCode();
            }
        }
        return 0;
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }
}
