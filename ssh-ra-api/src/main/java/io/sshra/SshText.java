package io.sshra;

/** Makes text of others, a remote machine's above all, safe to print on one line of a log or a terminal. */
public final class SshText {

    private SshText() {
    }

    /**
     * The same text with control, format and line-separating characters as {@code \}{@code uXXXX}, so that it forges no log
     * line and moves no cursor.
     *
     * @param text null gives "null"
     */
    public static String visible(String text) {
        if (text == null) {
            return "null";
        }
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isUnprintable(c)) {
                if (out == null) {
                    out = new StringBuilder(text.length() + 16).append(text, 0, i);
                }
                out.append(String.format("\\u%04x", (int) c));
            } else if (out != null) {
                out.append(c);
            }
        }
        return out == null ? text : out.toString();
    }

    /** Whether {@code c} is a control, format (bidirectional overrides among them) or line-separating character. */
    static boolean isUnprintable(char c) {
        int type = Character.getType(c);
        return type == Character.CONTROL || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
    }
}
