package io.sshra;

import org.jspecify.annotations.Nullable;

/**
 * The server refused the credentials (RFC 4252), or refused them recently and is not asked again yet.
 *
 * @since 1.0
 */
public class SshAuthenticationException extends SshException {

    private static final long serialVersionUID = 1L;

    public SshAuthenticationException(SshErrorCode code, String what) {
        super(code, what);
    }

    public SshAuthenticationException(SshErrorCode code, String what, @Nullable Throwable cause) {
        super(code, what, cause);
    }
}
