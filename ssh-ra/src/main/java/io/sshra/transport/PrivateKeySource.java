package io.sshra.transport;

import io.sshra.SshException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.List;
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
    private final String certificate;
    private KeyPair keyPair;

    private PrivateKeySource(String origin, byte[] text, char[] passphrase, String certificate, KeyPair keyPair) {
        this.origin = origin;
        this.text = text;
        this.passphrase = passphrase;
        this.certificate = certificate;
        this.keyPair = keyPair;
    }

    /**
     * A key pair that the application made or read.
     *
     * @param certificate the line of an OpenSSH certificate for it, or null
     */
    public static PrivateKeySource of(KeyPair keyPair, String certificate) {
        return new PrivateKeySource("key pair", new byte[0], null, certificate, Objects.requireNonNull(keyPair, "keyPair"));
    }

    /**
     * @param origin      a file name or the like, for messages
     * @param text        taken over, not copied
     * @param passphrase  taken over; null for none
     * @param certificate the line of an OpenSSH certificate for it, or null
     */
    public static PrivateKeySource of(String origin, byte[] text, char[] passphrase, String certificate) {
        return new PrivateKeySource(origin, text, passphrase, certificate, null);
    }

    /** What distinguishes this key from another, passphrase included: for a keyed hash only, it holds secrets. */
    public synchronized void fingerprint(Consumer<byte[]> hash) {
        hash.accept(text.length > 0 ? text : keyPair.getPublic().getEncoded());
        hash.accept(certificate == null ? new byte[0] : certificate.getBytes(StandardCharsets.UTF_8));
        if (passphrase != null) {
            for (char c : passphrase) {
                hash.accept(new byte[] {(byte) (c >> 8), (byte) c});
            }
        }
    }

    /**
     * The key pair, behind one with its certificate if there is one.
     *
     * @throws io.sshra.SshProfileException if it can't be parsed, or needs another passphrase
     */
    synchronized List<KeyPair> keyPairs() throws SshException {
        if (keyPair == null) {
            keyPair = PrivateKeyReader.read(origin, text, passphrase);
        }
        return certificate == null ? List.of(keyPair)
                : List.of(new KeyPair(PrivateKeyReader.certificate(origin, certificate, keyPair.getPublic()), keyPair.getPrivate()), keyPair);
    }

    synchronized void destroy() {
        Arrays.fill(text, (byte) 0);
        if (passphrase != null) {
            Arrays.fill(passphrase, '\0');
        }
        keyPair = null;
    }
}
