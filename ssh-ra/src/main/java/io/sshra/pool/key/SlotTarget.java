package io.sshra.pool.key;

import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import io.sshra.pool.ContainerLogin;
import io.sshra.pool.PoolSettings;
import io.sshra.profile.Profile;
import io.sshra.ssh.Target;
import java.time.Duration;

/**
 * Where the connections of a slot lead, and what they log in with: the profile's target, or that with the container's login, which
 * the first caller fixes. Thread-safe.
 */
final class SlotTarget {

    private final Profile profile;
    private final String revision;
    private final boolean ownsCredentials;
    private final SlotLife<?> life;

    /**
     * @param revision        of the key
     * @param ownsCredentials whether the profile's secrets were made for this slot, and are wiped with it
     */
    SlotTarget(Profile profile, String revision, boolean ownsCredentials, SlotLife<?> life) {
        this.profile = profile;
        this.revision = revision;
        this.ownsCredentials = ownsCredentials;
        this.life = life;
    }

    Profile profile() {
        return profile;
    }

    /** The profile's, with the container's login if there is one. */
    Target target() {
        ContainerLogin login = life.get().login();
        return login == null ? profile.target() : login.appliedTo(profile.target());
    }

    /** Tells one credential for this profile from another. */
    String credentialRevision() {
        ContainerLogin login = life.get().login();
        return revision + (login == null ? ContainerLogin.NONE : login).fingerprint();
    }

    boolean hasContainerLogin() {
        ContainerLogin login = life.get().login();
        return login != null && login != ContainerLogin.NONE;
    }

    /**
     * Fixes the login, if this caller is the first.
     *
     * @param offered taken over; {@link ContainerLogin#NONE} if the container has none
     * @return whether it is the one that was fixed; null if the slot can't be used any more
     */
    Boolean fixLogin(ContainerLogin offered) {
        ContainerLogin wanted = ownsCredentials ? ContainerLogin.NONE : offered;
        ContainerLogin fixed = life.fixLogin(wanted);
        Boolean same = fixed == null ? null : fixed.fingerprint().equals(wanted.fingerprint());
        if (fixed != offered) {
            offered.destroy();
        }
        return same;
    }

    /** @throws SshProfileException if there is no user name, or nothing to log in with */
    void checkComplete() throws SshProfileException {
        Target target = target();
        if (target.credentials().isEmpty() || target.username().isEmpty()) {
            throw new SshProfileException(SshErrorCode.INVALID_PROFILE, "profile " + profile.name() + " has no "
                    + (target.username().isEmpty() ? "username" : "password, private key or answers")
                    + ", and the container logs in with none");
        }
    }

    /** Wipes what was made for this slot. */
    void wipe(ContainerLogin login) {
        if (ownsCredentials) {
            profile.target().destroySecrets();
        }
        if (login != null) {
            login.destroy();
        }
    }

    int maxChannels(PoolSettings settings) {
        return profile.limits().maxChannels() > 0 ? profile.limits().maxChannels() : settings.maxChannelsPerConnection();
    }

    Duration idleTimeout(PoolSettings settings) {
        return profile.limits().idleTimeout() == null ? settings.idleTimeout() : profile.limits().idleTimeout();
    }
}
