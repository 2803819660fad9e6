package io.sshra.ssh;

import io.sshra.SshException;
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
 * What there is to log in with: a password, private keys, answers to questions, somebody who can be asked. Owns its secrets:
 * {@link #destroy()} wipes what can be wiped.
 */
public final class Credentials {

    private final char[] password;
    private final List<PrivateKeySource> privateKeys;
    private final Map<String, char[]> promptAnswers;
    private final boolean asksSomebody;
    /** Guarded by this: nobody gets a copy of what is being wiped, and offers it as a password. */
    private boolean destroyed;

    /**
     * @param password      taken over, not copied; null for none
     * @param privateKeys   in the order in which they are offered; taken over
     * @param promptAnswers by a part of the question; taken over
     * @param asksSomebody  whether somebody can be asked for further answers
     */
    public Credentials(char[] password, List<PrivateKeySource> privateKeys, Map<String, char[]> promptAnswers,
            boolean asksSomebody) {
        this.password = password;
        this.privateKeys = List.copyOf(privateKeys);
        this.promptAnswers = new LinkedHashMap<>(promptAnswers);
        this.asksSomebody = asksSomebody;
    }

    /** A password and keys. */
    public Credentials(char[] password, List<PrivateKeySource> privateKeys) {
        this(password, privateKeys, Map.of(), false);
    }

    /** Whether there is nothing to log in with. */
    public boolean isEmpty() {
        return password == null && privateKeys.isEmpty() && promptAnswers.isEmpty() && !asksSomebody;
    }

    /** Whether there is a password, destroyed or not. */
    public boolean hasPassword() {
        return password != null;
    }

    /** A copy of the password, or null; null also once it is destroyed. */
    public synchronized char[] password() {
        return password == null || destroyed ? null : password.clone();
    }

    /** Where the private keys come from, in order. */
    public List<PrivateKeySource> privateKeys() {
        return privateKeys;
    }

    /** Answers to questions, by a part of the question; not copies. */
    public Map<String, char[]> promptAnswers() {
        return Collections.unmodifiableMap(promptAnswers);
    }

    /** Whether somebody can be asked for further answers. */
    public boolean asksSomebody() {
        return asksSomebody;
    }

    /** A copy of the answer to a question, or null; null also once they are destroyed. */
    public synchronized char[] answerTo(String question) {
        if (destroyed) {
            return null;
        }
        String lowerCase = question.toLowerCase(Locale.ROOT);
        for (Map.Entry<String, char[]> answer : promptAnswers.entrySet()) {
            if (lowerCase.contains(answer.getKey().toLowerCase(Locale.ROOT))) {
                return answer.getValue().clone();
            }
        }
        return null;
    }

    /** The key pairs, in order, certificates before their plain keys. Parses each once, which takes a while if encrypted. */
    public List<KeyPair> keyPairs() throws SshException {
        List<KeyPair> keyPairs = new ArrayList<>(privateKeys.size());
        for (PrivateKeySource source : privateKeys) {
            keyPairs.addAll(source.keyPairs());
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
    }

    /** Which kinds there are; no secret. */
    @Override
    public String toString() {
        return "Credentials[" + (password == null ? "" : "password, ") + privateKeys.size() + " keys]";
    }
}
