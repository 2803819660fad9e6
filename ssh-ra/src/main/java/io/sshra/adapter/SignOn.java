package io.sshra.adapter;

import io.sshra.pool.ContainerLogin;
import io.sshra.profile.PropertyRules;
import io.sshra.profile.Revisions;
import jakarta.resource.spi.security.PasswordCredential;
import java.util.Arrays;
import javax.security.auth.Subject;

/** What the container's subject says of the login (Connectors 2.1, container-managed sign-on). */
final class SignOn {

    private SignOn() {
    }

    /**
     * The first password credential of the subject that is for this definition and that somebody has configured as a sign-on.
     *
     * @param subject null for none
     */
    static ContainerLogin login(Subject subject, SshManagedConnectionFactory definition, Revisions revisions) {
        if (subject == null) {
            return ContainerLogin.NONE;
        }
        for (PasswordCredential credential : subject.getPrivateCredentials(PasswordCredential.class)) {
            if (definition.equals(credential.getManagedConnectionFactory()) && isConfigured(credential, definition)) {
                char[] password = credential.getPassword().clone();
                String fingerprint = revisions.of(credential.getUserName(), password);
                return definition.getCertificateAuthorityLogin() ? ContainerLogin.ofAuthority(credential.getUserName(),
                        PropertyRules.authorityKey(password), fingerprint) : new ContainerLogin(credential.getUserName(), password, fingerprint);
            }
        }
        return ContainerLogin.NONE;
    }

    /**
     * Without a sign-on, GlassFish and Payara make a credential of the definition's own properties {@code username} and
     * {@code password}, empty if they are not set. That login is for the definition's own profile only: other hosts do not get it.
     */
    private static boolean isConfigured(PasswordCredential credential, SshManagedConnectionFactory definition) {
        char[] password = credential.getPassword();
        if (password == null || password.length == 0) {
            return false;
        }
        return !orEmpty(credential.getUserName()).equals(orEmpty(definition.getUsername()))
                || !Arrays.equals(password, orEmpty(definition.getPassword()).toCharArray());
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
