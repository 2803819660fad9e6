package io.sshra.ssh.identity;

import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import io.sshra.SshText;
import io.sshra.ssh.algorithm.SecurityProviders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.config.keys.loader.KeyPairResourceParser;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/** Reads a private key in OpenSSH, PEM (PKCS#1, SEC 1), PKCS#8 or PuTTY form: RSA, ECDSA, Ed25519. */
public final class PrivateKeyReader {

    static final String OPENSSH_MARK = "BEGIN OPENSSH PRIVATE KEY";
    private static final Pattern OPENSSH_FORM = Pattern.compile(
            "-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END OPENSSH PRIVATE KEY-----");
    static final String OPENSSH_MAGIC = "openssh-key-v1\0";
    private static final String UNENCRYPTED = "none";
    /** MINA decrypts those that it has for connections; in a file, it does not take those that authenticate. */
    private static final Set<String> OPENSSH_CIPHERS = Set.of(UNENCRYPTED, "3des-cbc", "aes128-cbc", "aes192-cbc", "aes256-cbc",
            "aes128-ctr", "aes192-ctr", "aes256-ctr");

    private PrivateKeyReader() {
    }

    /**
     * @param origin     where the text is from, for messages
     * @param passphrase null if there is none
     */
    static KeyPair read(String origin, byte[] text, char[] passphrase) throws SshProfileException {
        SecurityProviders.init();
        return switch (KeyFileKind.of(origin, text)) {
            case OPENSSH -> parsed(origin, text, passphrase);
            case PUTTY -> readOnce(origin, PuttyKey.read(origin, text, passphrase), KeyParsers.OPENSSH);
            case PEM -> {
                byte[] pkcs8 = new PemKey(origin, passphrase).read(text);
                byte[] armoured = armoured("PRIVATE KEY", pkcs8);
                Arrays.fill(pkcs8, (byte) 0);
                yield readOnce(origin, armoured, KeyParsers.PKCS8);
            }
        };
    }

    private static KeyPair parsed(String origin, byte[] text, char[] passphrase) throws SshProfileException {
        boolean encrypted = checkOpenSshForm(origin, new String(text, StandardCharsets.US_ASCII));
        if (encrypted && passphrase == null) {
            throw KeyFailures.noPassphrase(origin);
        }
        FilePasswordProvider asked = (session, resource, retry) -> !encrypted || retry > 0 ? null : String.valueOf(passphrase);
        try {
            return parsed(origin, text, KeyParsers.OPENSSH, asked);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw encrypted ? KeyFailures.wrongPassphrase(origin, e) : KeyFailures.damaged(origin, e);
        }
    }

    /** An unencrypted key, which is wiped. */
    private static KeyPair readOnce(String origin, byte[] unencrypted, KeyPairResourceParser parser) throws SshProfileException {
        try {
            return parsed(origin, unencrypted, parser, FilePasswordProvider.EMPTY);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw KeyFailures.damaged(origin, e);
        } finally {
            Arrays.fill(unencrypted, (byte) 0);
        }
    }

    private static KeyPair parsed(String origin, byte[] text, KeyPairResourceParser parser, FilePasswordProvider passphrase)
            throws IOException, GeneralSecurityException {
        try (ByteArrayInputStream in = new ByteArrayInputStream(text)) {
            return parser.loadKeyPairs(null, NamedResource.ofName(origin), passphrase, in).iterator().next();
        }
    }

    /** RFC 7468 section 2 */
    static byte[] armoured(String label, byte[] form) {
        byte[] lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encode(form);
        byte[] begin = ("-----BEGIN " + label + "-----\n").getBytes(StandardCharsets.US_ASCII);
        byte[] end = ("\n-----END " + label + "-----\n").getBytes(StandardCharsets.US_ASCII);
        byte[] all = ByteBuffer.allocate(begin.length + lines.length + end.length).put(begin).put(lines).put(end).array();
        Arrays.fill(lines, (byte) 0);
        return all;
    }

    /**
     * Checks what the unencrypted part of OpenSSH's format says (PROTOCOL.key), before a parser acts on it: the file holds
     * exactly one key, as ssh wants it, the key is not on FIDO hardware (PROTOCOL.u2f), and it can be decrypted in a bounded time.
     *
     * @return whether it is encrypted
     */
    private static boolean checkOpenSshForm(String origin, String text) throws SshProfileException {
        int keys = 0;
        long rounds = 0;
        String type = "";
        String cipher = UNENCRYPTED;
        Matcher armour = OPENSSH_FORM.matcher(text);
        try {
            if (text.lastIndexOf(OPENSSH_MARK) == text.indexOf(OPENSSH_MARK) && armour.find()) {
                Buffer form = new ByteArrayBuffer(Base64.getMimeDecoder().decode(armour.group(1)));
                form.rpos(OPENSSH_MAGIC.length());
                cipher = form.getString();
                String derivation = form.getString();
                Buffer options = new ByteArrayBuffer(form.getBytes());
                if (!derivation.equals(UNENCRYPTED)) {
                    options.getBytes();
                    rounds = options.getUInt();
                }
                keys = form.getInt();
                type = new ByteArrayBuffer(form.getBytes()).getString();
            }
        } catch (RuntimeException e) {
            throw KeyFailures.damaged(origin, e);
        }
        if (keys != 1) {
            throw KeyFailures.damaged(origin, null);
        }
        if (type.startsWith("sk-")) {
            throw KeyFailures.unreadable(origin, "is a " + SshText.visible(type)
                    + " key, whose private part is in FIDO hardware: there is nobody to touch it");
        }
        if (type.equals("ssh-dss")) {
            throw KeyFailures.unreadable(origin, "is a DSA key, which is not supported");
        }
        if (!OPENSSH_CIPHERS.contains(cipher)) {
            throw KeyFailures.unreadable(origin, "is encrypted in a way that is not supported, " + SshText.visible(cipher)
                    + ": encrypt it anew by ssh-keygen -p");
        }
        if (rounds > KeyParsers.MAX_ROUNDS) {
            throw KeyFailures.tooExpensive(origin, rounds + " rounds of bcrypt, and at most " + KeyParsers.MAX_ROUNDS + " are supported");
        }
        return !cipher.equals(UNENCRYPTED);
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
}
