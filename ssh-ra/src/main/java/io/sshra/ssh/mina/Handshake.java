package io.sshra.ssh.mina;

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
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.compression.BuiltinCompressions;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.core.CoreModuleProperties;

/** One attempt to connect and log in: what is offered, which host key was seen, and how questions are answered. */
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
    private volatile PublicKey hostKey;
    private final ConnectDiagnosis diagnosis;

    /** @param listener hears of questions that the credentials have no answer to, too */
    Handshake(Target target, ConnectListener listener) throws SshException {
        this.target = target;
        this.verifier = new HostKeyVerifier(target.hostKeys(), target.endpoint());
        this.keyPairs = target.credentials().keyPairs();
        this.listener = listener;
        this.diagnosis = new ConnectDiagnosis(target);
    }

    static Handshake of(Session session) {
        AttributeRepository context = ((ClientSession) session).getConnectionContext();
        return context.getAttribute(KEY);
    }

    /** Sets the session up before its first word. */
    void prepare(ClientSession session) {
        diagnosis.answered();
        ConnectSettings settings = target.settings();
        AlgorithmRule rule = settings.algorithms();
        session.setKeyExchangeFactories(Algorithms.named(rule.keyExchanges(), Algorithms.KEY_EXCHANGES).stream()
                .map(CertificateReporter::in).toList());
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
            diagnosis.hostKeyRefused(e);
            return false;
        }
    }

    String fingerprint() {
        return KeyUtils.getFingerPrint(BuiltinDigests.sha256, hostKey);
    }

    /** What is known of why it fails. */
    ConnectDiagnosis diagnosis() {
        return diagnosis;
    }
}
