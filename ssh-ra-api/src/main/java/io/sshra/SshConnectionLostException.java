package io.sshra;

/** The connection died before or during the operation, and there is no result. */
public class SshConnectionLostException extends SshException {

    private static final long serialVersionUID = 1L;

    public SshConnectionLostException(SshErrorCode code, String what) {
        super(code, what);
    }

    public SshConnectionLostException(SshErrorCode code, String what, Throwable cause) {
        super(code, what, cause);
    }
}
