package io.sshra;

import java.security.KeyPair;
import java.util.Arrays;

/**
 * A private key to log in with, and perhaps a certificate for it. Immutable, but for {@link #destroy()}; {@link #toString()}
 * shows no secret.
 */
public final class SshIdentity {

    private final KeyPair keyPair;
    private final String privateKey;
    private final char[] passphrase;
    private final String certificate;
    private volatile boolean destroyed;

    private SshIdentity(KeyPair keyPair, String privateKey, char[] passphrase, String certificate) {
        this.keyPair = keyPair;
        this.privateKey = privateKey;
        this.passphrase = passphrase;
        this.certificate = certificate;
    }

    /**
     * A key pair that the application made or read.
     *
     * @throws IllegalArgumentException if it or one of its keys is null
     */
    public static SshIdentity of(KeyPair keyPair) {
        String advice = "give a private key and its public key";
        Checks.notNull(keyPair, "the key pair", advice);
        Checks.notNull(keyPair.getPrivate(), "the private key", advice);
        Checks.notNull(keyPair.getPublic(), "the public key", advice);
        return new SshIdentity(keyPair, null, null, null);
    }

    /**
     * A private key as text: OpenSSH, PEM, PKCS#8 or PuTTY. It is parsed when it is used for the first time.
     *
     * @throws IllegalArgumentException if it is null or blank
     */
    public static SshIdentity of(String privateKey) {
        String advice = "give the text of a private key file";
        if (Checks.notNull(privateKey, "the private key", advice).isBlank()) {
            throw Checks.invalid("the private key is empty", advice);
        }
        return new SshIdentity(null, privateKey, null, null);
    }

    /** The same with the passphrase of its text; the array is copied. Null, the default, is none. */
    public SshIdentity withPassphrase(char[] passphrase) {
        return new SshIdentity(keyPair, privateKey, passphrase == null ? null : passphrase.clone(), certificate);
    }

    /** The same with an OpenSSH certificate (the line of a {@code -cert.pub} file). It is offered first, then the plain key. Null, the default, is none. */
    public SshIdentity withCertificate(String certificate) {
        return new SshIdentity(keyPair, privateKey, passphrase(), certificate);
    }

    /** Another one that is destroyed by itself. */
    SshIdentity copy() {
        return withCertificate(certificate);
    }

    /** The key pair, or null. */
    public KeyPair keyPair() {
        return keyPair;
    }

    /** The private key as text, or null. */
    public String privateKey() {
        return privateKey;
    }

    /**
     * A copy of the passphrase, or null. The caller wipes it.
     *
     * @throws IllegalStateException if this identity is destroyed
     */
    public char[] passphrase() {
        char[] copy = passphrase == null ? null : passphrase.clone();
        if (destroyed) {
            throw new IllegalStateException("the identity is destroyed");
        }
        return copy;
    }

    /** The certificate, or null. */
    public String certificate() {
        return certificate;
    }

    /** Wipes this object's copy of the passphrase. It can't be used after that. */
    public void destroy() {
        destroyed = true;
        if (passphrase != null) {
            Arrays.fill(passphrase, '\0');
        }
    }

    /** Its kind; no secret. */
    @Override
    public String toString() {
        return "SshIdentity[" + (keyPair != null ? "key pair" : "text") + (certificate == null ? "" : ", certificate") + "]";
    }
}
