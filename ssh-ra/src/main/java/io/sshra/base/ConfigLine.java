package io.sshra.base;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A line of ssh_config(5), split into its keyword and its words as ssh does it: without quotes, backslashes and a comment at
 * the end.
 *
 * @param name    the keyword as it is written; empty if there is none
 * @param words   the values; empty if there is a problem
 * @param rest    what stands behind the keyword, as it is written
 * @param problem what is wrong with the line; null if nothing is
 */
public record ConfigLine(String name, List<String> words, String rest, String problem) {

    private static final String BLANKS = " \t\r\n";

    /** @return null for an empty line and a comment */
    public static ConfigLine of(String line) {
        String text = stripped(line);
        if (text.isEmpty() || text.charAt(0) == '#') {
            return null;
        }
        int end = 0;
        while (end < text.length() && BLANKS.indexOf(text.charAt(end)) < 0 && text.charAt(end) != '=') {
            end++;
        }
        String name = text.substring(0, end);
        String rest = text.substring(end).replaceFirst("^[ \t\r]*=?[ \t\r]*", "");
        try {
            return new ConfigLine(name, checkedWords(text, name, rest), rest, null);
        } catch (IllegalArgumentException e) {
            return new ConfigLine(name, List.of(), rest, e.getMessage());
        }
    }

    private static List<String> checkedWords(String text, String name, String rest) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("NUL character");
        }
        if (name.isEmpty() || name.indexOf('"') >= 0) {
            throw new IllegalArgumentException(text + ", expected a keyword and its value");
        }
        List<String> words = words(rest);
        if (words.isEmpty()) {
            throw new IllegalArgumentException("no value for " + name);
        }
        return words;
    }

    /** What may be meant by the words of a line with a problem: all of them without quotes. */
    public List<String> roughWords() {
        return Stream.of(rest.split("[\"'\\s\0]+")).filter(word -> !word.isEmpty()).toList();
    }

    /** The keyword in lower case. */
    public String keyword() {
        return name.toLowerCase(Locale.ROOT);
    }

    private static String stripped(String line) {
        int start = 0;
        while (start < line.length() && BLANKS.indexOf(line.charAt(start)) >= 0) {
            start++;
        }
        int end = line.length();
        while (end > start && (BLANKS.indexOf(line.charAt(end - 1)) >= 0 || line.charAt(end - 1) == '\f')) {
            end--;
        }
        return line.substring(start, end);
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int i = 0;
        while (i < text.length() && text.charAt(i) != '#') {
            if (isBlank(text.charAt(i))) {
                i++;
            } else {
                StringBuilder word = new StringBuilder();
                i = word(text, i, word);
                words.add(word.toString());
            }
        }
        return words;
    }

    /** Reads one word, and returns where it ends. */
    private static int word(String text, int start, StringBuilder word) {
        char quote = 0;
        int i = start;
        while (i < text.length() && (quote != 0 || !isBlank(text.charAt(i)))) {
            char c = text.charAt(i++);
            if (c == '\\' && i < text.length() && isEscaped(text.charAt(i), quote)) {
                word.append(text.charAt(i++));
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else {
                word.append(c);
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("unterminated quote");
        }
        return i;
    }

    private static boolean isEscaped(char next, char quote) {
        return next == '\'' || next == '"' || next == '\\' || next == ' ' && quote == 0;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
