package io.sshra.pool;

import io.sshra.SshCertificateTerms;
import io.sshra.ssh.Credentials;
import io.sshra.ssh.Target;
import io.sshra.ssh.identity.CertificateAuthority;
import io.sshra.ssh.identity.PrivateKeySource;
import java.util.List;
import java.util.Map;

/**
 * The credentials that the container provides (Connectors 2.1, container-managed sign-on). Owns its password. Further questions,
 * such as for a one-time code, are still answered as the profile says.
 */
public final class ContainerLogin {

    /** No login of the container: the profile's is used. Shared by all callers, so it is never locked or changed. */
    public static final ContainerLogin NONE = new ContainerLogin(null, null, "");

    private final String username;
    private final Credentials password;
    private final Credentials passwordAndQuestions;
    /** Null if the login has a password. */
    private final PrivateKeySource authorityKey;
    private final String fingerprint;

    /**
     * @param username    login name on the host; null or empty to use the profile's
     * @param password    not copied; this object takes it over
     * @param fingerprint differs if the login or the password differs; reveals neither
     */
    public ContainerLogin(String username, char[] password, String fingerprint) {
        this(username, password, null, fingerprint);
    }

    private ContainerLogin(String username, char[] password, PrivateKeySource authorityKey, String fingerprint) {
        this.username = username;
        this.authorityKey = authorityKey;
        this.password = new Credentials(password, List.of());
        this.passwordAndQuestions = new Credentials(password, List.of(), Map.of(), true);
        this.fingerprint = fingerprint;
    }

    /**
     * A login with the key of a certificate authority in place of a password, which is never sent.
     *
     * @param username    login name on the host; null or empty to use the profile's
     * @param key         this object takes it over
     * @param fingerprint differs if the login or the key differs; reveals neither
     */
    public static ContainerLogin ofAuthority(String username, PrivateKeySource key, String fingerprint) {
        return new ContainerLogin(username, null, key, fingerprint);
    }

    public String fingerprint() {
        return fingerprint;
    }

    /** Returns the target with this login. */
    public Target appliedTo(Target target) {
        if (this == NONE) {
            return target;
        }
        String login = username == null || username.isEmpty() ? target.username() : username;
        boolean asks = target.credentials().asksSomebody();
        return target.as(login, authorityKey != null ? signing(target.credentials().authority(), asks) : asks ? passwordAndQuestions : password);
    }

    /** The certificates say what those of the profile say. */
    private Credentials signing(CertificateAuthority ofProfile, boolean asks) {
        SshCertificateTerms terms = ofProfile == null ? SshCertificateTerms.DEFAULTS : ofProfile.terms();
        return new Credentials(null, List.of(), new CertificateAuthority(authorityKey, terms), Map.of(), asks);
    }

    /** Wipes the password or the key. */
    public void destroy() {
        if (this != NONE) {
            password.destroy();
            passwordAndQuestions.destroy();
            if (authorityKey != null) {
                authorityKey.destroy();
            }
        }
    }

    /** Contains no secret. */
    @Override
    public String toString() {
        return "ContainerLogin[" + username + "]";
    }
}
