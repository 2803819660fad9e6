package io.sshra;

import org.jspecify.annotations.Nullable;

/**
 * The connection died before or during the operation, and there is no result.
 *
 * @since 1.0
 */
public class SshConnectionLostException extends SshException {

    private static final long serialVersionUID = 1L;

    public SshConnectionLostException(SshErrorCode code, String what) {
        super(code, what);
    }

    public SshConnectionLostException(SshErrorCode code, String what, @Nullable Throwable cause) {
        super(code, what, cause);
    }
}
