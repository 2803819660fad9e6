package io.sshra.ssh.mina;

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
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.core.CoreModuleProperties;

/** One attempt to connect and log in: what is offered, which host key was seen, and how questions are answered. */
final class Handshake {

    static final AttributeKey<Handshake> KEY = new AttributeKey<>();

    private final Target target;
    private final HostKeyVerifier verifier;
    private final List<String> hostKeyAlgorithms;
    /** That of the host key that was refused; null if none was. */
    private volatile String refusedAlgorithm;
    /** Empty once it is over. */
    private volatile List<KeyPair> keyPairs;
    private final ConnectListener listener;
    /** Of the thread that connects. */
    private final LogContext logContext = LogContext.here();
    private final AtomicBoolean passwordUsed = new AtomicBoolean();
    private volatile boolean factorAccepted;
    /** Whether the server has asked something. */
    private volatile boolean questioned;
    private volatile PublicKey hostKey;
    /** Whether the server was too busy for an attempt before. */
    private final boolean again;
    private final ConnectDiagnosis diagnosis;

    /** @param listener hears of questions that the credentials have no answer to, too */
    Handshake(Target target, ConnectListener listener) throws SshException {
        this(target, listener, null, false);
    }

    private Handshake(Target target, ConnectListener listener, List<String> hostKeyAlgorithms, boolean again) throws SshException {
        this.target = target;
        this.again = again;
        this.verifier = new HostKeyVerifier(target.hostKeys(), target.endpoint());
        this.hostKeyAlgorithms = hostKeyAlgorithms != null ? hostKeyAlgorithms : Algorithms.hostKeys(target.settings().algorithms(),
                verifier.knownKeyTypes(), verifier.knowsAuthority());
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

    /** Those to offer, in order of preference. */
    List<String> hostKeyAlgorithms() {
        return hostKeyAlgorithms;
    }

    Target target() {
        return target;
    }

    /** For a server that tells of its host keys. */
    HostKeyUpdates.Learner learner() {
        return new HostKeyUpdates.Learner(target, verifier, logContext);
    }

    /** The name that a certificate of the host must have, not resolved. */
    InetSocketAddress address() {
        String alias = target.hostKeys().alias();
        return InetSocketAddress.createUnresolved(alias == null ? target.endpoint().host() : alias, target.port());
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

    /** Whether there may be an answer to a question. */
    private boolean canAnswer() {
        Credentials credentials = target.credentials();
        return credentials.asksSomebody() || !credentials.promptAnswers().isEmpty()
                || credentials.password() != null && !passwordUsed.get();
    }

    /** The server has accepted one of several factors. */
    void factorAccepted() {
        factorAccepted = true;
    }

    /**
     * Whether keyboard-interactive authentication is worth a try. As a further factor it is in any case: the server may have no question
     * (RFC 4256 section 3.2), because it asks somebody on another way.
     */
    boolean maySeeQuestions() {
        return factorAccepted || canAnswer();
    }

    /** Answers from the credentials, or has somebody asked. Called on an I/O thread; does not block. */
    void answer(SshPromptRequest request, Consumer<List<char[]>> reply) {
        SshPrompt change = PasswordChange.in(request, questioned);
        if (change != null) {
            // What is configured is the old password, and would become the new one.
            ask(request, reply, () -> diagnosis.passwordExpired(change.text()));
            return;
        }
        List<char[]> answers = new ArrayList<>();
        boolean isOnlyOne = request.prompts().size() == 1 && !questioned;
        questioned |= !request.prompts().isEmpty();
        for (SshPrompt prompt : request.prompts()) {
            char[] answer = target.credentials().answerTo(prompt.text());
            if (answer == null && isForPassword(prompt, isOnlyOne) && passwordUsed.compareAndSet(false, true)) {
                answer = target.credentials().password();
            }
            if (answer == null) {
                ask(request, reply, () -> diagnosis.questionUnanswered(prompt.text()));
                return;
            }
            answers.add(answer);
        }
        reply.accept(answers);
    }

    /**
     * Whether a question that no answer is configured for gets the password: one that is not shown and asks for it, or one that is not
     * shown and is all that the server asks first, in whatever language, unless somebody can be asked.
     */
    private boolean isForPassword(SshPrompt prompt, boolean isOnlyOne) {
        return !prompt.echo() && (prompt.text().toLowerCase(Locale.ROOT).contains("password")
                || isOnlyOne && !target.credentials().asksSomebody());
    }

    /** @param unanswered notes that there is no answer */
    private void ask(SshPromptRequest request, Consumer<List<char[]>> reply, Runnable unanswered) {
        Consumer<List<char[]>> noting = answers -> {
            if (answers == null) {
                unanswered.run();
            }
            reply.accept(answers);
        };
        if (target.credentials().asksSomebody()) {
            listener.asked(new PendingPrompt(target.toString(), request, noting));
        } else {
            noting.accept(null);
        }
    }

    // ---- host key ----

    /** Called by MINA for the key exchange and for each later one. */
    boolean accepts(Session session, PublicKey offered) {
        try {
            verifier.check(offered);
            if (hostKey == null) {
                listener.authenticating();
            }
            hostKey = offered instanceof OpenSshCertificate certificate ? certificate.getCertPubKey() : offered;
            return true;
        } catch (SshHostKeyException e) {
            refusedAlgorithm = e.code() == SshErrorCode.HOST_KEY_CHANGED ? session.getNegotiatedKexParameter(KexProposalOption.SERVERKEYS) : null;
            diagnosis.hostKeyRefused(e);
            return false;
        }
    }

    boolean hasAcceptedHostKey() {
        return hostKey != null;
    }

    /** Another attempt, in which the server is asked for keys of other kinds. Null if none of these may be the one that is wanted. */
    Handshake forOtherHostKeys() throws SshException {
        if (hostKey != null || refusedAlgorithm == null && !diagnosis.hasNoHostKeyAlgorithm()) {
            return null;
        }
        List<String> others = Algorithms.otherHostKeys(target.settings().algorithms(), hostKeyAlgorithms, refusedAlgorithm,
                !target.hostKeys().fingerprints().isEmpty()).stream().filter(name -> verifier.mayHave(Algorithms.keyType(name))).toList();
        return others.isEmpty() ? null : new Handshake(target, listener, others, again);
    }

    /** Another attempt, after a pause, if the server had too many log-ins under way; null if not, or if this is the second one. */
    Handshake afterPause() throws SshException {
        return again || !diagnosis.isTooBusy() ? null : new Handshake(target, listener, hostKeyAlgorithms, true);
    }

    String fingerprint() {
        return KeyUtils.getFingerPrint(BuiltinDigests.sha256, hostKey);
    }

    /** What is known of why it fails. */
    ConnectDiagnosis diagnosis() {
        return diagnosis;
    }
}
