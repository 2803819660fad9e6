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
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
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
    /** The algorithm of the refused host key; null if none was refused. */
    private volatile String refusedAlgorithm;
    private final LogInKeys keys;
    private final ConnectListener listener;
    /** That of the connecting thread. */
    private final LogContext logContext = LogContext.here();
    private final AtomicBoolean passwordUsed = new AtomicBoolean();
    private volatile boolean factorAccepted;
    /** Whether the server has asked a question. */
    private volatile boolean questioned;
    private volatile PublicKey hostKey;
    /** Whether the server was too busy for an attempt before. */
    private final boolean again;
    private final ConnectDiagnosis diagnosis;
    private final LegacyUse legacyUse = new LegacyUse();

    /** @param listener is also told of questions that the credentials do not answer */
    Handshake(Target target, ConnectListener listener) throws SshException {
        this(target, listener, null, false);
    }

    private Handshake(Target target, ConnectListener listener, List<String> hostKeyAlgorithms, boolean again) throws SshException {
        this.target = target;
        this.again = again;
        this.verifier = new HostKeyVerifier(target.hostKeys(), target.endpoint());
        this.hostKeyAlgorithms = hostKeyAlgorithms != null ? hostKeyAlgorithms : Algorithms.hostKeys(target.settings().algorithms(),
                verifier.knownKeyTypes(), verifier.knowsAuthority());
        this.keys = new LogInKeys(target);
        this.listener = listener;
        this.diagnosis = new ConnectDiagnosis(target);
    }

    static Handshake of(Session session) {
        AttributeRepository context = ((ClientSession) session).getConnectionContext();
        return context.getAttribute(KEY);
    }

    /** Sets up the session before it sends anything. */
    void prepare(ClientSession session) {
        diagnosis.answered();
        ConnectSettings settings = target.settings();
        AlgorithmRule rule = settings.algorithms();
        session.setKeyExchangeFactories(Algorithms.keyExchanges(rule).stream().map(CertificateReporter::in).toList());
        session.setCipherFactories(Algorithms.ciphers(rule));
        session.setMacFactories(Algorithms.macs(rule));
        session.setSignatureFactories(Algorithms.signatures(rule));
        if (settings.compression()) {
            session.setCompressionFactories(List.of(BuiltinCompressions.delayedZlib, BuiltinCompressions.none));
        }
        CoreModuleProperties.PREFERRED_AUTHS.set(session, String.join(",", settings.authentications()));
        session.setPasswordIdentityProvider(any -> takePassword());
    }

    /** The algorithms to offer, in order of preference. */
    List<String> hostKeyAlgorithms() {
        return hostKeyAlgorithms;
    }

    Target target() {
        return target;
    }

    /** For a server that announces its host keys. */
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

    LogInKeys keys() {
        return keys;
    }

    /**
     * Makes the key and the certificate for this log-in, if the credentials say so.
     *
     * @param now   the date of this machine
     * @param limit what is left of the connect time-out
     */
    void certify(Instant now, Duration limit) throws SshException {
        if (!keys.needCaller() || hasAcceptedHostKey()) {
            diagnosis.certified(keys.certify(listener, now, limit));
        }
    }

    /** Called when the log-in has succeeded or failed, see {@link LogInKeys#forget}. */
    void forgetKeys(ClientSession session) {
        keys.forget(session);
        if (keys.certificate() != null && hostKey != null) {
            listener.issued(keys.certificate());
        }
    }

    /** The methods for which there is a credential, in the order in which they are tried. */
    List<String> usableAuthentications() {
        return target.settings().authentications().stream().filter(method -> switch (method) {
            case SignedAtOnce.NAME -> keys.exist();
            case KeyboardInteractive.NAME -> canAnswer();
            default -> target.credentials().hasPassword();
        }).toList();
    }

    /** The password, for the first method that asks for it. A refused password is not sent again by another method. */
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

    /** Whether a question may get an answer. */
    private boolean canAnswer() {
        Credentials credentials = target.credentials();
        return credentials.asksSomebody() || credentials.answersQuestions()
                || credentials.password() != null && !passwordUsed.get();
    }

    /** The server has accepted one of several factors. */
    void factorAccepted() {
        factorAccepted = true;
        diagnosis.factorAccepted();
    }

    /**
     * Whether to try keyboard-interactive authentication. As a further factor it is always tried: the server may have no
     * question (RFC 4256 section 3.2), because it asks the person in another way.
     */
    boolean maySeeQuestions() {
        return factorAccepted || canAnswer();
    }

    /** Answers from the credentials, or passes the question on to a person. Called on an I/O thread; does not block. */
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
     * Whether a question without a configured answer gets the password. Its answer must be hidden, and either the question asks
     * for a password, or it is the only question of the server's first request, in whatever language, and no person can be
     * asked.
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

    /** Another attempt, which asks the server for host keys of other types. Null if none of these types may be accepted. */
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

    /** What is known about the failure of this attempt. */
    ConnectDiagnosis diagnosis() {
        return diagnosis;
    }

    LegacyUse legacyUse() {
        return legacyUse;
    }
}
