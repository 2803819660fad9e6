package io.sshra;

import org.jspecify.annotations.Nullable;

/**
 * No SSH connection could be established: the host is unknown, refuses, does not answer in time, has no SSH server or no common
 * algorithm (RFC 4253).
 *
 * @since 1.0
 */
public class SshConnectException extends SshException {

    private static final long serialVersionUID = 1L;

    public SshConnectException(SshErrorCode code, String what) {
        super(code, what);
    }

    public SshConnectException(SshErrorCode code, String what, @Nullable Throwable cause) {
        super(code, what, cause);
    }
}
