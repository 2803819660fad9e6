package io.sshra;

import org.jspecify.annotations.Nullable;

/**
 * No channel became free on the connection within the time allowed, or the server kept refusing to open one.
 *
 * @since 1.0
 */
public class SshChannelLimitException extends SshException {

    private static final long serialVersionUID = 1L;

    public SshChannelLimitException(SshErrorCode code, String what) {
        super(code, what);
    }

    public SshChannelLimitException(SshErrorCode code, String what, @Nullable Throwable cause) {
        super(code, what, cause);
    }
}
