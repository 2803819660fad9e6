package io.sshra.pool;

import io.sshra.ssh.Credentials;
import io.sshra.ssh.Target;
import java.util.List;
import java.util.Map;

/**
 * What a container logs in with (Connectors 2.1, container-managed sign-on). Owns its password. Who can be asked for further
 * answers is the profile's still: a code beside the password, for instance.
 */
public final class ContainerLogin {

    /** The container has none: the profile's counts. Everybody's, so nothing of it is ever locked or written. */
    public static final ContainerLogin NONE = new ContainerLogin(null, null, "");

    private final String username;
    private final Credentials password;
    private final Credentials passwordAndQuestions;
    private final String fingerprint;

    /**
     * @param username    login on the host; null or empty for the profile's
     * @param password    taken over, not copied
     * @param fingerprint differs where the login or the password does; no secret can be told from it
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

    /** The target with this login. */
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

    /** The login; no secret. */
    @Override
    public String toString() {
        return "ContainerLogin[" + username + "]";
    }
}
