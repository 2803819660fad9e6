package io.sshra.transport;

import io.sshra.SshException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A password, private keys, or both. Owns its secrets: {@link #destroy()} wipes what can be wiped.
 */
public final class Credentials {

    private final char[] password;
    private final List<PrivateKeySource> privateKeys;

    /**
     * @param password    taken over, not copied; null for none
     * @param privateKeys in the order in which they are offered; taken over
     */
    public Credentials(char[] password, List<PrivateKeySource> privateKeys) {
        this.password = password;
        this.privateKeys = List.copyOf(privateKeys);
    }

    /** A copy of the password, or null. */
    public char[] password() {
        return password == null ? null : password.clone();
    }

    /** Where the private keys come from, in order. */
    public List<PrivateKeySource> privateKeys() {
        return privateKeys;
    }

    /** The key pairs, in order. Parses each once, which takes a while for an encrypted one. */
    List<KeyPair> keyPairs() throws SshException {
        List<KeyPair> keyPairs = new ArrayList<>(privateKeys.size());
        for (PrivateKeySource source : privateKeys) {
            keyPairs.add(source.keyPair());
        }
        return keyPairs;
    }

    /** Wipes the password, the passphrases and the keys' texts. */
    public void destroy() {
        if (password != null) {
            Arrays.fill(password, '\0');
        }
        privateKeys.forEach(PrivateKeySource::destroy);
    }

    /** Which kinds there are; no secret. */
    @Override
    public String toString() {
        return "Credentials[" + (password == null ? "" : "password, ") + privateKeys.size() + " keys]";
    }
}
