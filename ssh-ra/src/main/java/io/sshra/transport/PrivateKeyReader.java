package io.sshra.transport;

import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Iterator;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.util.security.SecurityUtils;

/** Reads a private key in OpenSSH, PEM (PKCS#1, SEC 1) or PKCS#8 form: RSA, ECDSA, Ed25519. */
final class PrivateKeyReader {

    private PrivateKeyReader() {
    }

    /**
     * @param origin     where the text is from, for messages
     * @param passphrase null if there is none
     */
    static KeyPair read(String origin, byte[] text, char[] passphrase) throws SshProfileException {
        SecurityProviders.init();
        boolean[] encrypted = {false};
        FilePasswordProvider asked = (session, resource, retry) -> {
            encrypted[0] = true;
            return passphrase == null || retry > 0 ? null : String.valueOf(passphrase);
        };
        try (ByteArrayInputStream in = new ByteArrayInputStream(text)) {
            Iterable<KeyPair> found = SecurityUtils.loadKeyPairIdentities(null, NamedResource.ofName(origin), in, asked);
            Iterator<KeyPair> keys = found == null ? null : found.iterator();
            if (keys != null && keys.hasNext()) {
                return keys.next();
            }
            throw failure(origin, encrypted[0], passphrase != null, null);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw failure(origin, encrypted[0], passphrase != null, e);
        }
    }

    /**
     * Reads an OpenSSH certificate (the line of a {@code -cert.pub} file).
     *
     * @param origin of the private key, for messages
     * @param key    the key that it must be for
     */
    static PublicKey certificate(String origin, String line, PublicKey key) throws SshProfileException {
        SecurityProviders.init();
        PublicKey read;
        try {
            read = PublicKeyEntry.parsePublicKeyEntry(line.strip()).resolvePublicKey(null, null, PublicKeyEntryResolver.FAILING);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new SshProfileException(SshErrorCode.UNREADABLE_CERTIFICATE, "the certificate for the private key " + origin
                    + " can't be read", e);
        }
        if (!(read instanceof OpenSshCertificate certificate) || !KeyUtils.compareKeys(certificate.getCertPubKey(), key)) {
            throw new SshProfileException(SshErrorCode.UNREADABLE_CERTIFICATE, "what is given as the certificate for the private key "
                    + origin + " is " + (read instanceof OpenSshCertificate ? "that of another key" : "a plain public key"));
        }
        return read;
    }

    private static SshProfileException failure(String origin, boolean encrypted, boolean passphraseGiven, Exception cause) {
        if (encrypted) {
            return new SshProfileException(SshErrorCode.ENCRYPTED_KEY, "the private key " + origin + " is encrypted, and "
                    + (passphraseGiven ? "its passphrase is another one" : "there is no passphrase for it"), cause);
        }
        return new SshProfileException(SshErrorCode.UNREADABLE_KEY, origin + " holds no private key that can be read", cause);
    }
}
