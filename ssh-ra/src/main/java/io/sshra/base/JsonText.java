package io.sshra.base;

import java.util.regex.Pattern;

/** Strings of JSON (RFC 8259 section 7). */
public final class JsonText {

    private static final Pattern PLAIN = Pattern.compile("(?!-$)[A-Za-z0-9_.:@/+,\\[\\]-]+");

    private JsonText() {
    }

    /**
     * The text as a JSON string, quotes included. What is not printable on one line (control, format and line-separating
     * characters, unpaired surrogates) is escaped as {@code \}{@code uXXXX}, so that the string is one line, moves no cursor and can
     * be encoded in UTF-8.
     *
     * @param text not null
     */
    public static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 16).append('"');
        text.codePoints().forEach(point -> {
            if (point == '"' || point == '\\') {
                quoted.append('\\').append((char) point);
            } else if (isPrintable(point)) {
                quoted.appendCodePoint(point);
            } else {
                for (char c : Character.toChars(point)) {
                    quoted.append(String.format("\\u%04x", (int) c));
                }
            }
        });
        return quoted.append('"').toString();
    }

    /**
     * The text as the value of a field: a plain word stays as it is, and everything else becomes a JSON string, so that no value can
     * look like another field or another line.
     *
     * @param text null gives {@code -}
     */
    public static String word(String text) {
        return text == null ? "-" : PLAIN.matcher(text).matches() ? text : quoted(text);
    }

    private static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
