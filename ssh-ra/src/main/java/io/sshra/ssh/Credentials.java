package io.sshra.ssh;

import io.sshra.SshException;
import io.sshra.ssh.identity.CertificateAuthority;
import io.sshra.ssh.identity.PrivateKeySource;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What to log in with: a password, private keys or an authority for certificates, answers to questions, and whether a person can be asked. An answer to
 * a question of sudo is for commands. Owns its secrets: {@link #destroy()} wipes those that can be wiped. Thread-safe.
 */
public final class Credentials {

    /** What the part of a question has that sudo asks. */
    public static final String SUDO = "sudo";

    private final char[] password;
    private final List<PrivateKeySource> privateKeys;
    private final CertificateAuthority authority;
    private final Map<String, char[]> promptAnswers;
    private final boolean asksSomebody;
    /** Guarded by this, so that nobody copies a secret that is half wiped. */
    private boolean destroyed;

    /**
     * @param password      taken over, not copied; null for none
     * @param privateKeys   in the order in which they are offered
     * @param authority     makes a key and a certificate for each connection if it can sign; null for none
     * @param promptAnswers by a part of the question; taken over, not copied
     * @param asksSomebody  whether a person can be asked for further answers
     */
    public Credentials(char[] password, List<PrivateKeySource> privateKeys, CertificateAuthority authority, Map<String, char[]> promptAnswers,
            boolean asksSomebody) {
        this.password = password;
        this.privateKeys = List.copyOf(privateKeys);
        this.authority = authority;
        this.promptAnswers = new LinkedHashMap<>(promptAnswers);
        this.asksSomebody = asksSomebody;
    }

    /** Without an authority. */
    public Credentials(char[] password, List<PrivateKeySource> privateKeys, Map<String, char[]> promptAnswers, boolean asksSomebody) {
        this(password, privateKeys, null, promptAnswers, asksSomebody);
    }

    /** A password and keys. */
    public Credentials(char[] password, List<PrivateKeySource> privateKeys) {
        this(password, privateKeys, Map.of(), false);
    }

    /** Whether there is nothing to log in with. */
    public boolean isEmpty() {
        return password == null && privateKeys.isEmpty() && (authority == null || !authority.canSign()) && !answersQuestions() && !asksSomebody;
    }

    /** Whether there is a password, destroyed or not. */
    public boolean hasPassword() {
        return password != null;
    }

    /** A copy of the password; null if there is none, or if it is destroyed. */
    public synchronized char[] password() {
        return password == null || destroyed ? null : password.clone();
    }

    /** The sources of the private keys, in order. */
    public List<PrivateKeySource> privateKeys() {
        return privateKeys;
    }

    /** What makes a key and a certificate for each connection; null if there is none. */
    public CertificateAuthority authority() {
        return authority;
    }

    /** Answers to questions, by a part of the question. Not copies: they are wiped by {@link #destroy()}. */
    public Map<String, char[]> promptAnswers() {
        return Collections.unmodifiableMap(promptAnswers);
    }

    /** Whether there is an answer to a question at log-in. */
    public boolean answersQuestions() {
        return promptAnswers.keySet().stream().anyMatch(part -> !isForSudo(part));
    }

    private static boolean isForSudo(String part) {
        return part.toLowerCase(Locale.ROOT).contains(SUDO);
    }

    /** A copy of the password for sudo; null if there is none, or if it is destroyed. */
    public synchronized char[] sudoPassword() {
        return destroyed ? null : promptAnswers.entrySet().stream().filter(answer -> isForSudo(answer.getKey())).findFirst()
                .map(answer -> answer.getValue().clone()).orElse(null);
    }

    /** Whether a person can be asked for further answers. */
    public boolean asksSomebody() {
        return asksSomebody;
    }

    /** A copy of the answer to a question at log-in; null if there is none, or if the answers are destroyed. */
    public synchronized char[] answerTo(String question) {
        if (destroyed) {
            return null;
        }
        String lowerCase = question.toLowerCase(Locale.ROOT);
        for (Map.Entry<String, char[]> answer : promptAnswers.entrySet()) {
            if (!isForSudo(answer.getKey()) && lowerCase.contains(answer.getKey().toLowerCase(Locale.ROOT))) {
                return answer.getValue().clone();
            }
        }
        return null;
    }

    /**
     * The key pairs in order, certificates before their plain keys. Each is parsed once, which takes time for an encrypted one.
     *
     * @throws SshException if a key that is not optional is unusable, or if all keys are
     */
    public List<KeyPair> keyPairs() throws SshException {
        List<KeyPair> keyPairs = new ArrayList<>(privateKeys.size());
        SshException unusable = null;
        for (PrivateKeySource source : privateKeys) {
            try {
                keyPairs.addAll(source.keyPairs());
            } catch (SshException e) {
                if (!source.isOptional() || privateKeys.size() == 1) {
                    throw e;
                }
                source.warnOf(e);
                unusable = unusable == null ? e : unusable;
            }
        }
        if (keyPairs.isEmpty() && unusable != null) {
            throw unusable;
        }
        return keyPairs;
    }

    /** Wipes the password, the answers, the passphrases and the keys' texts. */
    public synchronized void destroy() {
        destroyed = true;
        if (password != null) {
            Arrays.fill(password, '\0');
        }
        promptAnswers.values().forEach(answer -> Arrays.fill(answer, '\0'));
        privateKeys.forEach(PrivateKeySource::destroy);
        if (authority != null) {
            authority.destroy();
        }
    }

    /** The kinds of credentials; no secret. */
    @Override
    public String toString() {
        return "Credentials[" + (password == null ? "" : "password, ") + privateKeys.size() + " keys" + (authority == null ? "" : ", certificates") + "]";
    }
}
