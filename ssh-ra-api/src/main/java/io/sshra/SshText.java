package io.sshra;

import org.jspecify.annotations.Nullable;

/**
 * Makes text from outside, such as that of a server, safe to print on one line of a log or a terminal.
 *
 * @since 1.0
 */
public final class SshText {

    private SshText() {
    }

    /**
     * The same text with control, format and line-separating characters as {@code \}{@code uXXXX}, so that the text
     * can't forge log lines or move the cursor.
     *
     * @param text null gives "null"
     */
    public static String visible(@Nullable String text) {
        if (text == null) {
            return "null";
        }
        if (isPrintable(text)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> {
            if (isUnprintable(point)) {
                for (char c : Character.toChars(point)) {
                    out.append(String.format("\\u%04x", (int) c));
                }
            } else {
                out.appendCodePoint(point);
            }
        });
        return out.toString();
    }

    /** Whether {@link #visible} would change nothing. */
    static boolean isPrintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' || c > '~') && isUnprintable(text.codePointAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Control, format (bidirectional overrides and tags of the last planes among them) and line-separating characters. */
    private static boolean isUnprintable(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
    }
}
