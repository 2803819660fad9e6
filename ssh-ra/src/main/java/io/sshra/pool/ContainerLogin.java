package io.sshra.pool;

import io.sshra.transport.Credentials;
import io.sshra.transport.Target;
import java.util.Arrays;
import java.util.List;

/**
 * What a container logs in with (Connectors 2.1, container-managed sign-on).
 *
 * @param username    login on the host
 * @param password    owned by this; null for {@link #NONE}
 * @param fingerprint differs where the login or the password does; no secret can be told from it
 */
public record ContainerLogin(String username, char[] password, String fingerprint) {

    /** The container has none: the profile's counts. */
    public static final ContainerLogin NONE = new ContainerLogin(null, null, "");

    /** The target with this login. */
    Target appliedTo(Target target) {
        return this == NONE ? target : target.as(username, new Credentials(password, List.of()));
    }

    void destroy() {
        if (password != null) {
            Arrays.fill(password, '\0');
        }
    }

    /** The login; no secret. */
    @Override
    public String toString() {
        return "ContainerLogin[" + username + "]";
    }
}
