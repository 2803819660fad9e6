package io.sshra;

/** The server did not answer an operation other than connecting in time. */
public class SshTimeoutException extends SshException {

    private static final long serialVersionUID = 1L;

    public SshTimeoutException(SshErrorCode code, String what) {
        super(code, what);
    }

    public SshTimeoutException(SshErrorCode code, String what, Throwable cause) {
        super(code, what, cause);
    }
}
