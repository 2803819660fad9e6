package io.sshra;

import java.security.KeyPair;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A private key to log in with, and perhaps a certificate for it. Immutable, but for {@link #destroy()}; {@link #toString()}
 * shows no secret.
 *
 * <p>Arrays are copied when they are given. The caller wipes what it has given, {@link #destroy()} wipes the copies here, and the adapter
 * wipes its own. A string can't be wiped.
 *
 * @since 1.0
 */
public final class SshIdentity {

    private final @Nullable KeyPair keyPair;
    private final char @Nullable [] privateKey;
    private final char @Nullable [] passphrase;
    private final @Nullable String certificate;
    private volatile boolean destroyed;

    private SshIdentity(@Nullable KeyPair keyPair, char @Nullable [] privateKey, char @Nullable [] passphrase,
            @Nullable String certificate) {
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
        return new SshIdentity(null, checked(privateKey == null ? null : privateKey.toCharArray()), null, null);
    }

    /**
     * The same, for a text that can be wiped.
     *
     * @param privateKey copied
     * @throws IllegalArgumentException if it is null or blank
     */
    public static SshIdentity of(char[] privateKey) {
        return new SshIdentity(null, checked(privateKey).clone(), null, null);
    }

    private static char[] checked(char @Nullable [] privateKey) {
        String advice = "give the text of a private key file";
        for (char c : Checks.notNull(privateKey, "the private key", advice)) {
            if (!Character.isWhitespace(c)) {
                return privateKey;
            }
        }
        throw Checks.invalid("the private key is empty", advice);
    }

    /** The same with the passphrase of its text; the array is copied. Null, the default, is none. */
    public SshIdentity withPassphrase(char @Nullable [] passphrase) {
        return new SshIdentity(keyPair, privateKey(), passphrase == null ? null : passphrase.clone(), certificate);
    }

    /** The same with an OpenSSH certificate (the line of a {@code -cert.pub} file). It is offered first, then the plain key. Null, the default, is none. */
    public SshIdentity withCertificate(@Nullable String certificate) {
        return new SshIdentity(keyPair, privateKey(), passphrase(), certificate);
    }

    /** Another one that is destroyed by itself. */
    SshIdentity copy() {
        return withCertificate(certificate);
    }

    /** The key pair, or null. */
    public @Nullable KeyPair keyPair() {
        return keyPair;
    }

    /**
     * A copy of the private key as text, or null. The caller wipes it.
     *
     * @throws IllegalStateException if this identity is destroyed
     */
    public char @Nullable [] privateKey() {
        return copy(privateKey);
    }

    /**
     * A copy of the passphrase, or null. The caller wipes it.
     *
     * @throws IllegalStateException if this identity is destroyed
     */
    public char @Nullable [] passphrase() {
        return copy(passphrase);
    }

    private char @Nullable [] copy(char @Nullable [] secret) {
        char @Nullable [] copy = TargetParts.copy(secret);
        if (destroyed) {
            throw new IllegalStateException("the identity is destroyed");
        }
        return copy;
    }

    /** The certificate, or null. */
    public @Nullable String certificate() {
        return certificate;
    }

    /** Wipes this object's copies of the private key's text and its passphrase. It can't be used after that. */
    public void destroy() {
        destroyed = true;
        TargetParts.wipe(privateKey);
        TargetParts.wipe(passphrase);
    }

    /** Whether {@link #destroy()} was called. */
    public boolean isDestroyed() {
        return destroyed;
    }

    /** Its kind; no secret. */
    @Override
    public String toString() {
        return "SshIdentity[" + (keyPair != null ? "key pair" : "text") + (certificate == null ? "" : ", certificate") + "]";
    }
}
