package io.sshra.pool;

import io.sshra.ssh.Credentials;
import io.sshra.ssh.Target;
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
    private final String fingerprint;

    /**
     * @param username    login name on the host; null or empty to use the profile's
     * @param password    not copied; this object takes it over
     * @param fingerprint differs if the login or the password differs; reveals neither
     */
    public ContainerLogin(String username, char[] password, String fingerprint) {
        this.username = username;
        this.password = new Credentials(password, List.of());
        this.passwordAndQuestions = new Credentials(password, List.of(), Map.of(), true);
        this.fingerprint = fingerprint;
    }

    public String fingerprint() {
        return fingerprint;
    }

    /** Returns the target with this login. */
    public Target appliedTo(Target target) {
        if (this == NONE) {
            return target;
        }
        return target.as(username == null || username.isEmpty() ? target.username() : username,
                target.credentials().asksSomebody() ? passwordAndQuestions : password);
    }

    /** Wipes the password. */
    public void destroy() {
        if (this != NONE) {
            password.destroy();
            passwordAndQuestions.destroy();
        }
    }

    /** Contains no secret. */
    @Override
    public String toString() {
        return "ContainerLogin[" + username + "]";
    }
}
