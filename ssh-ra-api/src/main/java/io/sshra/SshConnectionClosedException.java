package io.sshra;

/** The handle can't be used any more: closed, its session ended, its connection released, its profile changed, the adapter stopped. */
public class SshConnectionClosedException extends SshException {

    private static final long serialVersionUID = 1L;

    public SshConnectionClosedException(SshErrorCode code, String what) {
        super(code, what);
    }

    public SshConnectionClosedException(SshErrorCode code, String what, Throwable cause) {
        super(code, what, cause);
    }
}
