package io.sshra;

import org.jspecify.annotations.Nullable;

/**
 * The handle can no longer be used: it was closed, its session ended, its connection was released, its profile changed, or the
 * adapter stopped.
 *
 * @since 1.0
 */
public class SshConnectionClosedException extends SshException {

    private static final long serialVersionUID = 1L;

    public SshConnectionClosedException(SshErrorCode code, String what) {
        super(code, what);
    }

    public SshConnectionClosedException(SshErrorCode code, String what, @Nullable Throwable cause) {
        super(code, what, cause);
    }
}
