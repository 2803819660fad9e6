package io.sshra.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.SshErrorCode;
import io.sshra.SshException;
import java.util.List;

/** What an exception of the adapter has to be like, whatever input has led to it. */
public final class CodedFailure {

    /** More than any of the adapter's own words together with the longest name. */
    private static final int SHORT = 3000;

    private CodedFailure() {
    }

    /** One of these kinds, told in one short line on which nothing is invisible; its causes, too, show what they have. */
    public static void check(SshException failure, SshErrorCode... kinds) {
        assertThat(failure.code()).isIn(List.of(kinds));
        assertThat(failure.getMessage()).hasSizeLessThan(SHORT);
        for (Throwable t = failure; t != null; t = t.getCause()) {
            assertThat(String.valueOf(t.getMessage()).codePoints().filter(CodedFailure::isInvisible).toArray()).as("invisible").isEmpty();
        }
    }

    /** Whether a character ends a line, moves a cursor, or changes the order of others. */
    public static boolean isInvisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
