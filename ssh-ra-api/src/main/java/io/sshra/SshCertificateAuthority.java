package io.sshra;

import org.jspecify.annotations.Nullable;

/**
 * A certificate authority that a target trusts ({@code TrustedUserCAKeys} in sshd_config(5)). For each connection the adapter makes a key and
 * a certificate that is valid for minutes, so no key of a user has to be kept, renewed or removed. Immutable, but for {@link #destroy()}.
 *
 * @since 1.0
 */
public final class SshCertificateAuthority {

    private final SshIdentity key;
    private final SshCertificateTerms terms;

    private SshCertificateAuthority(SshIdentity key, SshCertificateTerms terms) {
        this.key = key;
        this.terms = terms;
    }

    /**
     * An authority with this private key, which signs certificates with {@link SshCertificateTerms#DEFAULTS}.
     *
     * @param key destroyed by {@link #destroy()}
     * @throws IllegalArgumentException if it is null, or has a certificate itself
     */
    public static SshCertificateAuthority of(SshIdentity key) {
        if (Checks.notNull(key, "the authority's key", "give its private key").certificate() != null) {
            throw Checks.invalid("the authority's key has a certificate", "give the private key only, because OpenSSH has no chains of certificates");
        }
        return new SshCertificateAuthority(key, SshCertificateTerms.DEFAULTS);
    }

    /** The same authority and key, with other certificates. */
    public SshCertificateAuthority withTerms(SshCertificateTerms terms) {
        return new SshCertificateAuthority(key, Checks.notNull(terms, "the terms", "give SshCertificateTerms.DEFAULTS for the default"));
    }

    /** Another one that is destroyed by itself; null for null. */
    static @Nullable SshCertificateAuthority copy(@Nullable SshCertificateAuthority authority) {
        return authority == null ? null : new SshCertificateAuthority(authority.key.copy(), authority.terms);
    }

    /** The private key of the authority. */
    public SshIdentity key() {
        return key;
    }

    /** What its certificates say. */
    public SshCertificateTerms terms() {
        return terms;
    }

    /** Destroys the key. The authority can't be used after that. */
    public void destroy() {
        key.destroy();
    }

    /** Whether the key is destroyed. */
    public boolean isDestroyed() {
        return key.isDestroyed();
    }

    /** What its certificates say; no secret. */
    @Override
    public String toString() {
        return "SshCertificateAuthority[" + terms + "]";
    }
}
