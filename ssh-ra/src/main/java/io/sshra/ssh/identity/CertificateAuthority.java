package io.sshra.ssh.identity;

import io.sshra.SshCertificateTerms;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProfileException;
import io.sshra.ssh.IssuedCertificate;
import io.sshra.ssh.OnBehalfOf;
import io.sshra.ssh.algorithm.SecurityProviders;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import org.apache.sshd.certificate.OpenSshCertificateBuilder;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.keyprovider.KeyPairProvider;

/**
 * Makes a new key for each connection, and an OpenSSH user certificate for it (PROTOCOL.certkeys), signed by the key of an authority. Used by
 * any number of threads.
 */
public final class CertificateAuthority {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final PrivateKeySource key;
    private final SshCertificateTerms terms;

    /** @param key of the authority; this object owns it */
    public CertificateAuthority(PrivateKeySource key, SshCertificateTerms terms) {
        this.key = key;
        this.terms = terms;
    }

    /**
     * A new key with its certificate.
     *
     * @param keyPair to log in with: the certificate and the private key
     * @param about   what the certificate says
     */
    public record Issued(KeyPair keyPair, IssuedCertificate about) {

        /** No part of the key. */
        @Override
        public String toString() {
            return about.toString();
        }
    }

    /** What the certificates say. */
    public SshCertificateTerms terms() {
        return terms;
    }

    /**
     * Makes a key and a certificate, in about a millisecond.
     *
     * @param username the login, which is the principal if the terms name none
     * @param now      the date of this machine
     * @throws SshProfileException if the authority's key can't be used
     */
    public Issued issue(String username, OnBehalfOf whom, Instant now) throws SshException {
        SecurityProviders.init();
        KeyPair authority = authorityKey();
        try {
            KeyPair fresh = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
            // In whole seconds, as in the certificate.
            Instant second = now.truncatedTo(ChronoUnit.SECONDS);
            OpenSshCertificateBuilder certificate = OpenSshCertificateBuilder.userCertificate().publicKey(fresh.getPublic())
                    .serial(RANDOM.nextLong() & Long.MAX_VALUE).id(whom.keyId())
                    .principals(terms.principals().isEmpty() ? List.of(username) : terms.principals())
                    .validAfter(second.minus(terms.validity())).validBefore(second.plus(terms.validity()));
            if (terms.sourceAddress() != null) {
                certificate.criticalOption(OpenSshCertificate.SOURCE_ADDRESS, terms.sourceAddress());
            }
            if (terms.forceCommand() != null) {
                certificate.criticalOption(OpenSshCertificate.FORCE_COMMAND, terms.forceCommand());
            }
            terms.extensions().forEach(extension -> certificate.extension(extension.toString(), ""));
            OpenSshCertificate signed = certificate.sign(authority);
            return new Issued(new KeyPair(signed, fresh.getPrivate()), about(signed));
        } catch (Exception e) {
            // The builder declares all of them.
            throw new SshProfileException(SshErrorCode.UNREADABLE_KEY, "the certificate authority's key can't sign a certificate", e);
        }
    }

    private IssuedCertificate about(OpenSshCertificate signed) {
        return new IssuedCertificate(Long.toUnsignedString(signed.getSerial()), signed.getId(), List.copyOf(signed.getPrincipals()),
                Instant.ofEpochSecond(signed.getValidAfter()), Instant.ofEpochSecond(signed.getValidBefore()), terms.forceCommand(),
                terms.extensions(), KeyUtils.getFingerPrint(BuiltinDigests.sha256, signed.getCaPubKey()));
    }

    private KeyPair authorityKey() throws SshException {
        List<KeyPair> pairs = key.keyPairs();
        return pairs.get(pairs.size() - 1);
    }

    /** Checks that the authority's key can be used. */
    public void check() throws SshException {
        key.check();
    }

    /** Passes on what distinguishes this authority and its certificates from others. It contains secrets, so use it for a keyed hash only. */
    public void fingerprint(Consumer<byte[]> hash) {
        hash.accept(terms.toString().getBytes(StandardCharsets.UTF_8));
        key.fingerprint(hash);
    }

    /** Wipes the authority's key. */
    public void destroy() {
        key.destroy();
    }
}
