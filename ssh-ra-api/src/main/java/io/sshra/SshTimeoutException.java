package io.sshra;

import org.jspecify.annotations.Nullable;

/**
 * An operation other than connecting did not end in time: the server did not answer, or a transfer's time limit has passed.
 *
 * @since 1.0
 */
public class SshTimeoutException extends SshException {

    private static final long serialVersionUID = 1L;

    public SshTimeoutException(SshErrorCode code, String what) {
        super(code, what);
    }

    public SshTimeoutException(SshErrorCode code, String what, @Nullable Throwable cause) {
        super(code, what, cause);
    }
}
