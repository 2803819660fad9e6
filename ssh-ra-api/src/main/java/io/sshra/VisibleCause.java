package io.sshra;

import org.jspecify.annotations.Nullable;

/**
 * Replaces a cause whose message, or that of one of its own causes, has characters that could forge a log line. It has the same
 * message made visible and the same stack trace. A server can influence what libraries put into such messages.
 */
final class VisibleCause extends Exception {

    private static final long serialVersionUID = 1L;
    private static final int MOST_CAUSES = 50;

    private VisibleCause(Throwable original) {
        super(SshText.visible(original.toString()), of(original.getCause()));
        setStackTrace(original.getStackTrace());
        for (Throwable suppressed : original.getSuppressed()) {
            addSuppressed(of(suppressed));
        }
    }

    /** The cause itself if there is nothing to make visible. */
    static @Nullable Throwable of(@Nullable Throwable cause) {
        return isPrintable(cause, MOST_CAUSES) ? cause : new VisibleCause(cause);
    }

    private static boolean isPrintable(@Nullable Throwable cause, int depth) {
        if (cause == null || cause instanceof VisibleCause || depth == 0) {
            return true;
        }
        boolean printable = SshText.isPrintable(String.valueOf(cause.getMessage()))
                && isPrintable(cause.getCause(), depth - 1);
        for (Throwable suppressed : cause.getSuppressed()) {
            printable &= isPrintable(suppressed, depth - 1);
        }
        return printable;
    }

    /** Without the name of this class: the message starts with that of the original. */
    @Override
    public String toString() {
        return getMessage();
    }
}
