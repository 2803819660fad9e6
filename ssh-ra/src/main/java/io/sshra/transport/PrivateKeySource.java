package io.sshra.transport;

import io.sshra.SshException;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A private key that is parsed when it is first needed: a key pair, or a text in OpenSSH, PEM or PKCS#8 form with its
 * passphrase. Used by any number of threads.
 */
public final class PrivateKeySource {

    private final String origin;
    private final byte[] text;
    private final char[] passphrase;
    private KeyPair keyPair;

    private PrivateKeySource(String origin, byte[] text, char[] passphrase, KeyPair keyPair) {
        this.origin = origin;
        this.text = text;
        this.passphrase = passphrase;
        this.keyPair = keyPair;
    }

    /** A key pair that the application made or read. */
    public static PrivateKeySource of(KeyPair keyPair) {
        return new PrivateKeySource("key pair", new byte[0], null, Objects.requireNonNull(keyPair, "keyPair"));
    }

    /**
     * @param origin     a file name or the like, for messages
     * @param text       taken over, not copied
     * @param passphrase taken over; null for none
     */
    public static PrivateKeySource of(String origin, byte[] text, char[] passphrase) {
        return new PrivateKeySource(origin, text, passphrase, null);
    }

    /** What distinguishes this key from another, passphrase included: for a keyed hash only, it holds secrets. */
    public synchronized void fingerprint(Consumer<byte[]> hash) {
        hash.accept(text.length > 0 ? text : keyPair.getPublic().getEncoded());
        if (passphrase != null) {
            for (char c : passphrase) {
                hash.accept(new byte[] {(byte) (c >> 8), (byte) c});
            }
        }
    }

    /**
     * The key pair.
     *
     * @throws io.sshra.SshProfileException if it can't be parsed, or needs another passphrase
     */
    synchronized KeyPair keyPair() throws SshException {
        if (keyPair == null) {
            keyPair = PrivateKeyReader.read(origin, text, passphrase);
        }
        return keyPair;
    }

    synchronized void destroy() {
        Arrays.fill(text, (byte) 0);
        if (passphrase != null) {
            Arrays.fill(passphrase, '\0');
        }
        keyPair = null;
    }
}
