package io.sshra.pool.key;

import io.sshra.SshAuthenticationException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.pool.limits.CredentialBreaker;
import io.sshra.pool.limits.CredentialKey;

/** The log-in of one connect attempt, whose result decides whether the credential is offered again. Thread-safe. */
final class LogIn {

    private final Slot slot;
    private final SharedResources shared;
    private volatile long startNanos;

    LogIn(Slot slot, SharedResources shared) {
        this.slot = slot;
        this.shared = shared;
    }

    /** The connect begins, and then the log-in at each host on the way. */
    void begins() {
        startNanos = shared.clock().nanos();
    }

    void succeeded() {
        shared.breaker().notRefused(slot.credential());
    }

    /**
     * Notes why the connect failed.
     *
     * @param isUnanswered whether nobody has answered a question of the server
     * @return what the callers get
     */
    SshException failed(SshException cause, boolean isUnanswered) {
        CredentialBreaker breaker = shared.breaker();
        CredentialKey credential = slot.credential();
        if (!(cause instanceof SshAuthenticationException refused)) {
            breaker.notRefused(credential);
        } else if (cause.code() == SshErrorCode.LOGIN_CUT) {
            breaker.cut(credential, startNanos, refused);
        } else {
            // An unanswered question counts too: for the server it is a failed attempt.
            breaker.refused(credential, refused);
        }
        return cause instanceof SshAuthenticationException && isUnanswered ? new SshAuthenticationException(
                SshErrorCode.QUESTION_UNANSWERED, "nobody answered a question of " + slot.target(), cause) : cause;
    }
}
