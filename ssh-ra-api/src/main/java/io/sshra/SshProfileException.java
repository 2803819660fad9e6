package io.sshra;

import org.jspecify.annotations.Nullable;

/**
 * The profile is unknown, or its settings, key or known_hosts file can't be used. Nothing was sent.
 *
 * @since 1.0
 */
public class SshProfileException extends SshException {

    private static final long serialVersionUID = 1L;

    public SshProfileException(SshErrorCode code, String what) {
        super(code, what);
    }

    public SshProfileException(SshErrorCode code, String what, @Nullable Throwable cause) {
        super(code, what, cause);
    }
}
