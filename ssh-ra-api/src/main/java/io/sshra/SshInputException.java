package io.sshra;

import org.jspecify.annotations.Nullable;

/**
 * What the application asks for is valid in itself, but does not suit this caller, connection definition or account: nobody has logged
 * in, a target has no credential, or the account's shell can't be given an argument. Nothing was sent.
 *
 * @since 1.0
 */
public class SshInputException extends SshException {

    private static final long serialVersionUID = 1L;

    public SshInputException(SshErrorCode code, String what) {
        super(code, what);
    }

    public SshInputException(SshErrorCode code, String what, @Nullable Throwable cause) {
        super(code, what, cause);
    }
}
