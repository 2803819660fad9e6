package io.sshra.pool.key;

import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import io.sshra.base.JsonText;
import io.sshra.pool.ConnectionKey;
import io.sshra.pool.ContainerLogin;
import io.sshra.pool.PoolSettings;
import io.sshra.pool.limits.CredentialKey;
import io.sshra.profile.Profile;
import io.sshra.ssh.Target;
import java.time.Duration;

/**
 * The target and login of a slot's connections: the profile's, or the profile's target with the container's login. The first caller
 * sets the login. Thread-safe.
 */
final class SlotTarget {

    private final Profile profile;
    private final String revision;
    private final boolean ownsCredentials;
    private final SlotLife<?> life;

    /**
     * @param revision        the revision in the key
     * @param ownsCredentials whether the profile's secrets were made for this slot; they are wiped with it
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

    /** The profile's target, with the container's login if there is one. */
    Target target() {
        ContainerLogin login = life.get().login();
        return login == null ? profile.target() : login.appliedTo(profile.target());
    }

    /** The profile's credential is everybody's, unless somebody has to answer questions. All others are the user's own. */
    CredentialKey credential(ConnectionKey key) {
        ContainerLogin login = life.get().login();
        String credential = revision + (login == null ? ContainerLogin.NONE : login).fingerprint();
        return ownsCredentials || hasContainerLogin() || profile.target().isInteractive() ? CredentialKey.own(key, credential)
                : CredentialKey.configured(key, credential);
    }

    boolean hasContainerLogin() {
        ContainerLogin login = life.get().login();
        return login != null && login != ContainerLogin.NONE;
    }

    /**
     * Sets the login if this caller is the first.
     *
     * @param offered the container's login, which this object takes over; {@link ContainerLogin#NONE} if it has none
     * @return whether the slot has this login; null if the slot is no longer usable
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
            throw new SshProfileException(SshErrorCode.INVALID_PROFILE, "profile " + JsonText.word(profile.name()) + " has no "
                    + (target.username().isEmpty() ? "username" : "password, private key or answers")
                    + ", and the container provides none");
        }
    }

    /** Wipes the secrets that were made for this slot. */
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
