package io.sshra;

import jakarta.resource.ResourceException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Superclass of all exceptions of the adapter. The message says what happened, to what, and what to do. It never contains a
 * secret. {@link #getErrorCode()} is stable.
 *
 * @since 1.0
 */
public class SshException extends ResourceException {

    private static final long serialVersionUID = 1L;

    /**
     * The maximum length of what happened, in characters. It is longer than the longest name. Texts from outside
     * may have any length.
     */
    private static final int LONGEST = 2000;

    private final SshErrorCode code;
    private final String what;

    /**
     * @param code what kind of error this is, not null
     * @param what what happened and to what, without a full stop; control characters are made visible, and only the first
     *             2,000 characters are kept
     */
    public SshException(SshErrorCode code, String what) {
        this(code, what, null);
    }

    /**
     * @param cause null if there is none; a cause whose message has control characters is replaced by one in which they are visible
     */
    public SshException(SshErrorCode code, String what, @Nullable Throwable cause) {
        super(Objects.requireNonNull(code, "code").code() + ": " + oneShortLine(what) + ". " + code.advice() + ".",
                VisibleCause.of(cause));
        this.code = code;
        this.what = oneShortLine(what);
    }

    private static String oneShortLine(String text) {
        String visible = SshText.visible(text);
        return visible.length() <= LONGEST ? visible : visible.substring(0, LONGEST) + "…";
    }

    /** The kind of error. Never null. */
    public SshErrorCode code() {
        return code;
    }

    /** Whether it is certain that nothing was done on the server, see {@link SshErrorCode#nothingRan()}. */
    public boolean nothingRan() {
        return code.nothingRan();
    }

    /** Whether the operation may succeed later, see {@link SshErrorCode#isRetryable()}. */
    public boolean isRetryable() {
        return code.isRetryable();
    }

    /** What happened and to what: the message without code and advice. Never null. */
    public String what() {
        return what;
    }

    /** The stable code, for instance {@code SSHRA001101}. Never null. */
    @Override
    public String getErrorCode() {
        return code.code();
    }

    /** Code, what happened, and what to do. {@link ResourceException} would append the code a second time. */
    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message.substring(0, message.length() - ", error code: ".length() - getErrorCode().length());
    }
}
