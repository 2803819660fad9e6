package io.sshra;

import org.jspecify.annotations.Nullable;

/**
 * A limit of connections, leases or waiting callers is reached: of the session, the host, the adapter or the container's pool.
 *
 * @since 1.0
 */
public class SshConnectionLimitException extends SshException {

    private static final long serialVersionUID = 1L;

    public SshConnectionLimitException(SshErrorCode code, String what) {
        super(code, what);
    }

    public SshConnectionLimitException(SshErrorCode code, String what, @Nullable Throwable cause) {
        super(code, what, cause);
    }
}
