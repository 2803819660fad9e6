package io.sshra.pool;

import io.sshra.SshAuthenticationException;
import io.sshra.SshErrorCode;
import io.sshra.base.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers refused credentials for a while, so that the same one is not offered to the same target again: OpenSSH
 * penalises the source address, so that one tenant's bad key could lock out all. A changed credential has another revision
 * and is tried at once.
 */
final class CredentialBreaker {

    private record Refused(String user, String definition, String profile, String revision) {

        static Refused of(Slot slot) {
            ConnectionKey key = slot.key();
            return new Refused(key.session().kind() + ":" + key.session().user(), key.definition(), key.profile(),
                    slot.credentialRevision());
        }
    }

    private record Suspension(long untilNanos, SshAuthenticationException cause) {
    }

    private final Map<Refused, Suspension> suspensions = new ConcurrentHashMap<>();
    private final Duration suspension;
    private final Clock clock;

    CredentialBreaker(Duration suspension, Clock clock) {
        this.suspension = suspension;
        this.clock = clock;
    }

    void check(Slot slot) throws SshAuthenticationException {
        Suspension found = suspensions.get(Refused.of(slot));
        if (found != null) {
            long left = found.untilNanos - clock.nanos();
            if (left > 0) {
                throw new SshAuthenticationException(SshErrorCode.AUTHENTICATION_SUSPENDED, "profile " + slot.key().profile()
                        + ": its credential was refused and is not offered again for "
                        + (Duration.ofNanos(left).toSeconds() + 1) + " s", found.cause);
            }
        }
    }

    void refused(Slot slot, SshAuthenticationException cause) {
        if (!suspension.isZero()) {
            suspensions.put(Refused.of(slot), new Suspension(clock.nanos() + suspension.toNanos(), cause));
        }
    }

    /** Drops what is over. */
    void sweep() {
        long now = clock.nanos();
        suspensions.values().removeIf(found -> found.untilNanos - now <= 0);
    }
}
