package io.sshra;

/** An argument is invalid: a null or empty name, a control character, an empty command. Nothing was sent. */
public class SshInputException extends SshException {

    private static final long serialVersionUID = 1L;

    public SshInputException(SshErrorCode code, String what) {
        super(code, what);
    }

    public SshInputException(SshErrorCode code, String what, Throwable cause) {
        super(code, what, cause);
    }
}
