package io.sshra.ssh.identity;

import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import io.sshra.ssh.algorithm.SecurityProviders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Iterator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/** Reads a private key in OpenSSH, PEM (PKCS#1, SEC 1) or PKCS#8 form: RSA, ECDSA, Ed25519. */
public final class PrivateKeyReader {

    private static final String OPENSSH_MARK = "BEGIN OPENSSH PRIVATE KEY";
    private static final Pattern OPENSSH_FORM = Pattern.compile(
            "-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END OPENSSH PRIVATE KEY-----");
    private static final String OPENSSH_MAGIC = "openssh-key-v1\0";

    private PrivateKeyReader() {
    }

    /**
     * @param origin     where the text is from, for messages
     * @param passphrase null if there is none
     */
    static KeyPair read(String origin, byte[] text, char[] passphrase) throws SshProfileException {
        SecurityProviders.init();
        checkOpenSshForm(origin, new String(text, StandardCharsets.US_ASCII));
        boolean[] encrypted = {false};
        FilePasswordProvider asked = (session, resource, retry) -> {
            encrypted[0] = true;
            return passphrase == null || retry > 0 ? null : String.valueOf(passphrase);
        };
        try (ByteArrayInputStream in = new ByteArrayInputStream(text)) {
            Iterator<KeyPair> keys = KeyParsers.ALL.loadKeyPairs(null, NamedResource.ofName(origin), asked, in).iterator();
            if (keys.hasNext()) {
                return keys.next();
            }
            throw failure(origin, encrypted[0], passphrase != null, null);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw failure(origin, encrypted[0], passphrase != null, e);
        }
    }

    /**
     * Checks what the unencrypted part of OpenSSH's format says (PROTOCOL.key), before a parser acts on it: the file holds
     * exactly one key, as ssh wants it, and the key is not on FIDO hardware (PROTOCOL.u2f).
     */
    private static void checkOpenSshForm(String origin, String text) throws SshProfileException {
        int mark = text.indexOf(OPENSSH_MARK);
        if (mark < 0) {
            return;
        }
        int keys = 0;
        String type = "";
        Matcher armour = OPENSSH_FORM.matcher(text);
        try {
            if (text.lastIndexOf(OPENSSH_MARK) == mark && armour.find()) {
                Buffer form = new ByteArrayBuffer(Base64.getMimeDecoder().decode(armour.group(1)));
                form.rpos(OPENSSH_MAGIC.length());
                form.getString();
                form.getString();
                form.getBytes();
                keys = form.getInt();
                type = new ByteArrayBuffer(form.getBytes()).getString();
            }
        } catch (RuntimeException e) {
            throw failure(origin, false, false, e);
        }
        if (keys != 1) {
            throw failure(origin, false, false, null);
        }
        if (type.startsWith("sk-")) {
            throw new SshProfileException(SshErrorCode.UNREADABLE_KEY, origin + " is a " + type
                    + " key, whose private part is in FIDO hardware: there is nobody to touch it");
        }
    }

    /**
     * Reads an OpenSSH certificate (the line of a {@code -cert.pub} file).
     *
     * @param origin  of the private key, for messages
     * @param key     the key that it is for
     * @param mustFit whether one of another key is an error
     * @return null for one of another key
     */
    static PublicKey certificate(String origin, String line, PublicKey key, boolean mustFit) throws SshProfileException {
        SecurityProviders.init();
        PublicKey read;
        try {
            read = PublicKeyEntry.parsePublicKeyEntry(line.strip()).resolvePublicKey(null, null, PublicKeyEntryResolver.FAILING);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new SshProfileException(SshErrorCode.UNREADABLE_CERTIFICATE, "the certificate for the private key " + origin
                    + " can't be read", e);
        }
        if (!(read instanceof OpenSshCertificate certificate)) {
            throw notACertificate(origin, "a plain public key");
        }
        if (KeyUtils.compareKeys(certificate.getCertPubKey(), key)) {
            return read;
        }
        if (mustFit) {
            throw notACertificate(origin, "that of another key");
        }
        return null;
    }

    private static SshProfileException notACertificate(String origin, String what) {
        return new SshProfileException(SshErrorCode.UNREADABLE_CERTIFICATE, "the text given as the certificate for the private key "
                + origin + " is " + what);
    }

    private static SshProfileException failure(String origin, boolean encrypted, boolean passphraseGiven, Exception cause) {
        if (encrypted) {
            return new SshProfileException(SshErrorCode.ENCRYPTED_KEY, "the private key " + origin + " is encrypted, and "
                    + (passphraseGiven ? "its passphrase is wrong" : "there is no passphrase for it"), cause);
        }
        return new SshProfileException(SshErrorCode.UNREADABLE_KEY, origin + " holds no private key that can be read", cause);
    }
}
