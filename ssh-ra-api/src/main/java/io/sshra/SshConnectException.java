package io.sshra;

/** No SSH transport came about: unresolved, refused, no answer in time, no SSH server, no common algorithm (RFC 4253). */
public class SshConnectException extends SshException {

    private static final long serialVersionUID = 1L;

    public SshConnectException(SshErrorCode code, String what) {
        super(code, what);
    }

    public SshConnectException(SshErrorCode code, String what, Throwable cause) {
        super(code, what, cause);
    }
}
