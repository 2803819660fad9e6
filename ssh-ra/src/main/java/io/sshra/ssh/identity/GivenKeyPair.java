package io.sshra.ssh.identity;

import io.sshra.SshException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.interfaces.EdECKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.bouncycastle.jcajce.interfaces.EdDSAKey;

/** A key pair as an application gives it, made or read with any provider. */
final class GivenKeyPair {

    private static final String ED25519 = "Ed25519";

    private GivenKeyPair() {
    }

    /**
     * The same key for MINA SSHD, which takes Ed25519 keys of Bouncy Castle only (2.20.0).
     *
     * @param origin where it is from, for messages
     * @throws io.sshra.SshProfileException if SSH has no such keys, or if the private key does not leave its provider
     */
    static KeyPair usable(KeyPair given, String origin) throws SshException {
        PublicKey key = given.getPublic();
        String algorithm = key instanceof EdECKey curve ? curve.getParams().getName() : key.getAlgorithm();
        // MINA takes each key of an Edwards curve for Ed25519.
        if (KeyUtils.getKeyType(key) == null || key instanceof EdECKey && !algorithm.equals(ED25519)) {
            throw KeyFailures.unreadable(origin, "can't be used: SSH has no keys of the algorithm " + algorithm);
        }
        return algorithm.equals(ED25519) && !(key instanceof EdDSAKey) ? bouncyCastles(given, origin) : given;
    }

    private static KeyPair bouncyCastles(KeyPair given, String origin) throws SshException {
        byte[] secret = given.getPrivate().getEncoded();
        if (secret == null) {
            throw KeyFailures.unreadable(origin, "can't be used: its provider gives no encoded form of the private key");
        }
        try {
            KeyFactory factory = SecurityUtils.getKeyFactory(ED25519);
            return new KeyPair(factory.generatePublic(new X509EncodedKeySpec(given.getPublic().getEncoded())),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(secret)));
        } catch (GeneralSecurityException e) {
            throw KeyFailures.unreadable(origin, "can't be used: it can't be read", e);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }
}
