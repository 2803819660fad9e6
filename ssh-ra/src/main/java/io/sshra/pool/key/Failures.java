package io.sshra.pool.key;

import io.sshra.SshAuthenticationException;
import io.sshra.SshConnectException;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshException;
import io.sshra.SshHostKeyException;
import io.sshra.SshProfileException;

/** Exceptions for several callers that waited for the same connect. */
public final class Failures {

    private Failures() {
    }

    /** Whether this is the exception of a caller that waited for a connect, whose own event has recorded the failure. */
    public static boolean isOfConnect(SshException failure) {
        return failure.getCause() instanceof SshException shared && shared.code() == failure.code();
    }

    /** Makes an exception with the same class and code for one caller, with the shared exception as its cause. */
    static SshException forCaller(SshException shared) {
        String what = shared.what();
        if (shared instanceof SshHostKeyException e) {
            return new SshHostKeyException(e.code(), what, e.offeredKey(), e.fingerprint(), e);
        } else if (shared instanceof SshAuthenticationException) {
            return new SshAuthenticationException(shared.code(), what, shared);
        } else if (shared instanceof SshProfileException) {
            return new SshProfileException(shared.code(), what, shared);
        } else if (shared instanceof SshConnectionClosedException) {
            return new SshConnectionClosedException(shared.code(), what, shared);
        } else if (shared instanceof SshConnectException) {
            return new SshConnectException(shared.code(), what, shared);
        }
        return new SshException(shared.code(), what, shared);
    }
}
