package io.sshra;

/** The connection died before the operation had begun or while it ran, and no result could be given. */
public class SshConnectionLostException extends SshException {

    private static final long serialVersionUID = 1L;

    public SshConnectionLostException(SshErrorCode code, String what) {
        super(code, what);
    }

    public SshConnectionLostException(SshErrorCode code, String what, Throwable cause) {
        super(code, what, cause);
    }
}
