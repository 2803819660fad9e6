package io.sshra.ssh.identity;

import io.sshra.SshCertificateRequest;
import io.sshra.SshCertificateSource;
import io.sshra.SshCertificateTerms;
import io.sshra.SshCertificateTerms.Extension;
import io.sshra.SshConnectException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshProfileException;
import io.sshra.ssh.IssuedCertificate;
import io.sshra.ssh.OnBehalfOf;
import io.sshra.ssh.algorithm.SecurityProviders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.sshd.certificate.OpenSshCertificateBuilder;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.keyprovider.KeyPairProvider;

/**
 * Makes a new key for each connection, and an OpenSSH user certificate for it (PROTOCOL.certkeys), signed by the key of an authority, or by
 * somebody who has it. Used by any number of threads.
 */
public final class CertificateAuthority {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Null if a source signs, or if the key is given later. */
    private final PrivateKeySource key;
    /** Null if there is a key, or will be. */
    private final Source source;
    private final SshCertificateTerms terms;

    private CertificateAuthority(PrivateKeySource key, Source source, SshCertificateTerms terms) {
        this.key = key;
        this.source = source;
        this.terms = terms;
    }

    /** @param key of the authority; this object owns it */
    public CertificateAuthority(PrivateKeySource key, SshCertificateTerms terms) {
        this(key, null, terms);
    }

    /** An authority whose key is elsewhere. */
    public static CertificateAuthority at(Source source, SshCertificateTerms terms) {
        return new CertificateAuthority(null, source, terms);
    }

    /** An authority that can't sign, because its key is given later. */
    public static CertificateAuthority withoutKey(SshCertificateTerms terms) {
        return new CertificateAuthority(null, null, terms);
    }

    /** Whether it has a key or a source. */
    public boolean canSign() {
        return key != null || source != null;
    }

    /**
     * Who signs.
     *
     * @param name   its name in the configuration
     * @param lookUp finds it, on the thread of a caller
     */
    public record Source(String name, LookUp lookUp) {
    }

    /** Finds a source. */
    public interface LookUp {

        /** @throws SshException if there is none */
        SshCertificateSource find() throws SshException;
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

    /** Whether a source signs, by a {@link Wish}. */
    public boolean hasSource() {
        return source != null;
    }

    private List<String> principals(String username) {
        return terms.principals().isEmpty() ? List.of(username) : terms.principals();
    }

    private static KeyPair freshKey() throws SshException {
        SecurityProviders.init();
        try {
            return KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
        } catch (GeneralSecurityException e) {
            throw new SshException(SshErrorCode.INTERNAL, "no key could be made", e);
        }
    }

    // ---- with the authority's key ----

    /**
     * Makes a key and a certificate, in about a millisecond.
     *
     * @param username the login, which is the principal if the terms name none
     * @param now      the date of this machine
     * @throws SshProfileException if the authority's key can't be used
     */
    public Issued issue(String username, OnBehalfOf whom, Instant now) throws SshException {
        KeyPair authority = authorityKey();
        KeyPair fresh = freshKey();
        // In whole seconds, as in the certificate.
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        OpenSshCertificateBuilder certificate = OpenSshCertificateBuilder.userCertificate().publicKey(fresh.getPublic())
                .serial(RANDOM.nextLong() & Long.MAX_VALUE).id(whom.keyId()).principals(principals(username))
                .validAfter(second.minus(terms.validity())).validBefore(second.plus(terms.validity()));
        if (terms.sourceAddress() != null) {
            certificate.criticalOption(OpenSshCertificate.SOURCE_ADDRESS, terms.sourceAddress());
        }
        if (terms.forceCommand() != null) {
            certificate.criticalOption(OpenSshCertificate.FORCE_COMMAND, terms.forceCommand());
        }
        terms.extensions().forEach(extension -> certificate.extension(extension.toString(), ""));
        try {
            return issued(certificate.sign(authority), fresh);
        } catch (Exception e) {
            // The builder declares all of them.
            throw new SshProfileException(SshErrorCode.UNREADABLE_KEY, "the certificate authority's key can't sign a certificate", e);
        }
    }

    private static Issued issued(OpenSshCertificate signed, KeyPair fresh) {
        IssuedCertificate about = new IssuedCertificate(Long.toUnsignedString(signed.getSerial()), signed.getId(),
                List.copyOf(signed.getPrincipals()), date(signed.getValidAfter()), date(signed.getValidBefore()),
                signed.getCriticalOptionsMap().get(OpenSshCertificate.FORCE_COMMAND),
                Arrays.stream(Extension.values()).filter(extension -> signed.getExtensionsMap().containsKey(extension.toString()))
                        .collect(Collectors.toSet()), KeyUtils.getFingerPrint(BuiltinDigests.sha256, signed.getCaPubKey()));
        return new Issued(new KeyPair(signed, fresh.getPrivate()), about);
    }

    /** An unsigned number of seconds. The greatest one is for ever. */
    private static Instant date(long seconds) {
        return seconds < 0 || seconds > Instant.MAX.getEpochSecond() ? Instant.MAX : Instant.ofEpochSecond(seconds);
    }

    private KeyPair authorityKey() throws SshException {
        List<KeyPair> pairs = key.keyPairs();
        return pairs.get(pairs.size() - 1);
    }

    // ---- by a source ----

    /** A new key that is to be signed. */
    public final class Wish {

        private final KeyPair fresh;
        private final SshCertificateRequest request;

        private Wish(KeyPair fresh, SshCertificateRequest request) {
            this.fresh = fresh;
            this.request = request;
        }

        /** Asks the source. Called on the thread of a caller; may block, and may throw anything. */
        public String ask() throws SshException, IOException, InterruptedException {
            return source.lookUp().find().sign(request);
        }

        /** @throws SshConnectException if this is no user certificate for the key */
        public Issued granted(String line) throws SshException {
            if (line == null) {
                throw notIssued("it returned null", null);
            }
            try {
                OpenSshCertificate signed = (OpenSshCertificate) PrivateKeyReader.certificate("of the connection", line, fresh.getPublic(), true);
                if (signed.getType() != OpenSshCertificate.Type.USER) {
                    throw notIssued("it returned the certificate of a host", null);
                }
                return issued(signed, fresh);
            } catch (SshProfileException e) {
                throw notIssued("it returned something else than a certificate of the key", e);
            }
        }

        public SshException notIssued(String why, Throwable cause) {
            return new SshConnectException(SshErrorCode.CERTIFICATE_NOT_ISSUED, "no certificate for " + request.target() + " from the source "
                    + source.name() + ": " + why, cause);
        }
    }

    /**
     * Makes a key that a source is to sign.
     *
     * @param target   {@code user@host:port}
     * @param username the login, which is the principal if the terms name none
     * @param limit    how long the source may take
     */
    public Wish wish(String target, String username, OnBehalfOf whom, Duration limit) throws SshException {
        KeyPair fresh = freshKey();
        return new Wish(fresh, new SshCertificateRequest(whom.user(), whom.session(), whom.profile(), target,
                PublicKeyEntry.toString(fresh.getPublic()), whom.keyId(), principals(username), terms, limit));
    }

    /** Passes on what distinguishes this authority and its certificates from others. It contains secrets, so use it for a keyed hash only. */
    public void fingerprint(Consumer<byte[]> hash) {
        hash.accept(terms.toString().getBytes(StandardCharsets.UTF_8));
        if (source != null) {
            hash.accept(source.name().getBytes(StandardCharsets.UTF_8));
        } else if (key != null) {
            key.fingerprint(hash);
        }
    }

    /** Wipes the authority's key. */
    public void destroy() {
        if (key != null) {
            key.destroy();
        }
    }
}
