package io.sshra.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import java.util.List;

/** Checks exceptions of the adapter, whatever input has caused them. */
public final class CodedFailure {

    /** More than any message of the adapter with the longest name. */
    private static final int SHORT = 3000;

    private CodedFailure() {
    }

    /**
     * Checks that the error is of one of these kinds and that its message is one short line without invisible characters. The
     * messages of its causes have no invisible characters either.
     */
    public static void check(SshException failure, SshErrorCode... kinds) {
        assertThat(failure.code()).isIn(List.of(kinds));
        assertThat(failure.getMessage()).hasSizeLessThan(SHORT);
        for (Throwable t = failure; t != null; t = t.getCause()) {
            assertThat(String.valueOf(t.getMessage()).codePoints().filter(CodedFailure::isInvisible).toArray()).as("invisible").isEmpty();
        }
    }

    /** Whether a character ends a line, moves the cursor, or changes the order of other characters. */
    public static boolean isInvisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
