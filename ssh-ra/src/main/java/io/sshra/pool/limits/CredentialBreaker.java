package io.sshra.pool.limits;

import io.sshra.SshAuthenticationException;
import io.sshra.SshErrorCode;
import io.sshra.base.Clock;
import io.sshra.base.JsonText;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers refused credentials for a while, so that they are not offered to the same target again. OpenSSH penalises the source
 * address, so one wrong key could lock out everybody. A changed credential has another revision and is tried at once.
 *
 * <p>A server may also end the connection after it was given the credential, without an answer. That may be a refusal, or a connection
 * that broke at this moment. A refusal happens again, so the second such end in a row suspends the credential.
 *
 * <pre>
 *   offered ──refused────────────────────────────▶ suspended ──time is over──▶ offered
 *      │                                               ▲
 *      └──cut──▶ cut once ──a later log-in is cut──────┘
 *                   └──any other result──▶ offered
 * </pre>
 *
 * Thread-safe.
 */
public final class CredentialBreaker {

    private record Suspension(long untilNanos, SshAuthenticationException cause) {
    }

    private final Map<CredentialKey, Suspension> suspensions = new ConcurrentHashMap<>();
    /** When the first of a row of log-ins was cut. */
    private final Map<CredentialKey, Long> cuts = new ConcurrentHashMap<>();
    private final Duration suspension;
    private final Clock clock;

    public CredentialBreaker(Duration suspension, Clock clock) {
        this.suspension = suspension;
        this.clock = clock;
    }

    /**
     * Checks that the credential may be offered.
     *
     * @throws SshAuthenticationException if the credential was refused recently
     */
    public void check(CredentialKey credential) throws SshAuthenticationException {
        Suspension found = suspensions.get(credential);
        if (found != null) {
            long left = found.untilNanos - clock.nanos();
            if (left > 0) {
                String what = switch (found.cause.code()) {
                    case LOGIN_CUT -> "the server ended two log-ins in a row without an answer";
                    case PROXY_LOGIN_REFUSED -> "the proxy refused its log-in";
                    default -> "the server refused its credential";
                };
                throw new SshAuthenticationException(SshErrorCode.AUTHENTICATION_SUSPENDED, "profile " + JsonText.word(credential.profile()) + ": "
                        + what + "; the credential is not offered again for " + (Duration.ofNanos(left).toSeconds() + 1) + " s", found.cause);
            }
        }
    }

    /** Records that the server refused the credential. */
    public void refused(CredentialKey credential, SshAuthenticationException cause) {
        cuts.remove(credential);
        if (!suspension.isZero()) {
            suspensions.put(credential, new Suspension(clock.nanos() + suspension.toNanos(), cause));
        }
    }

    /**
     * Records that the server ended the connection after it was given the credential.
     *
     * @param startNanos when this log-in began; log-ins that were under way together may have been cut together, and count once
     */
    public void cut(CredentialKey credential, long startNanos, SshAuthenticationException cause) {
        long now = clock.nanos();
        Long first = cuts.get(credential);
        if (first == null || isOld(first, now)) {
            cuts.put(credential, now);
        } else if (startNanos - first >= 0) {
            refused(credential, cause);
        }
    }

    private boolean isOld(long cutNanos, long now) {
        return now - cutNanos > suspension.toNanos();
    }

    /** Records that the credential was accepted, or that the connect failed for another reason. */
    public void notRefused(CredentialKey credential) {
        cuts.remove(credential);
    }

    /** Removes what is out of date. */
    public void sweep() {
        long now = clock.nanos();
        suspensions.values().removeIf(found -> found.untilNanos - now <= 0);
        cuts.values().removeIf(since -> isOld(since, now));
    }
}
