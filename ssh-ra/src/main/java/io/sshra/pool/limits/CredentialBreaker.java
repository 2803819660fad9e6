package io.sshra.pool.limits;

import io.sshra.SshAuthenticationException;
import io.sshra.SshErrorCode;
import io.sshra.base.Clock;
import io.sshra.pool.ConnectionKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers refused credentials for a while, so that they are not offered to the same target again. OpenSSH penalises the source
 * address, so one tenant's wrong key could lock out all tenants. A changed credential has another revision and is tried at once.
 * Thread-safe.
 */
public final class CredentialBreaker {

    private record Refused(String user, String definition, String profile, String revision) {

        static Refused of(ConnectionKey key, String revision) {
            return new Refused(key.session().kind() + ":" + key.session().user(), key.definition(), key.profile(), revision);
        }
    }

    private record Suspension(long untilNanos, SshAuthenticationException cause) {
    }

    private final Map<Refused, Suspension> suspensions = new ConcurrentHashMap<>();
    private final Duration suspension;
    private final Clock clock;

    public CredentialBreaker(Duration suspension, Clock clock) {
        this.suspension = suspension;
        this.clock = clock;
    }

    /**
     * Checks that the credential may be offered.
     *
     * @param revision identifies the credential among those of this profile
     * @throws SshAuthenticationException if the credential was refused recently
     */
    public void check(ConnectionKey key, String revision) throws SshAuthenticationException {
        Suspension found = suspensions.get(Refused.of(key, revision));
        if (found != null) {
            long left = found.untilNanos - clock.nanos();
            if (left > 0) {
                throw new SshAuthenticationException(SshErrorCode.AUTHENTICATION_SUSPENDED, "profile " + key.profile()
                        + ": the server refused its credential, which is not offered again for "
                        + (Duration.ofNanos(left).toSeconds() + 1) + " s", found.cause);
            }
        }
    }

    /** Records that the server refused the credential. */
    public void refused(ConnectionKey key, String revision, SshAuthenticationException cause) {
        if (!suspension.isZero()) {
            suspensions.put(Refused.of(key, revision), new Suspension(clock.nanos() + suspension.toNanos(), cause));
        }
    }

    /** Removes expired suspensions. */
    public void sweep() {
        long now = clock.nanos();
        suspensions.values().removeIf(found -> found.untilNanos - now <= 0);
    }
}
