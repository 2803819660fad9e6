package io.sshra.profile;

import java.util.ArrayList;
import java.util.List;

/** Splits a command as a POSIX shell does (Shell Command Language, section 2.2), as long as it is one command without expansions. */
final class ShellWords {

    private static final String BLANKS = " \t\r\n";
    private static final String SPECIAL = "|&;<>()$`*?{}";
    private static final String ESCAPED_IN_QUOTES = "$`\"\\";

    private final String text;
    private int at;

    private ShellWords(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException if only a shell could say what it means; the message shows no part of the command */
    static List<String> of(String command) {
        return new ShellWords(command).words();
    }

    private List<String> words() {
        List<String> words = new ArrayList<>();
        while (at < text.length() && text.charAt(at) != '#') {
            if (isBlank(text.charAt(at))) {
                at++;
            } else if (text.charAt(at) == '~') {
                throw needsShell('~');
            } else {
                words.add(word());
            }
        }
        return words;
    }

    private String word() {
        StringBuilder word = new StringBuilder();
        while (at < text.length() && !isBlank(text.charAt(at))) {
            char c = text.charAt(at++);
            switch (c) {
                case '\'' -> {
                    int end = text.indexOf('\'', at);
                    word.append(text, at, checkEnd(end));
                    at = end + 1;
                }
                case '"' -> quoted(word);
                case '\\' -> word.append(next());
                default -> word.append(checked(c));
            }
        }
        return word.toString();
    }

    private void quoted(StringBuilder word) {
        for (char c = next(); c != '"'; c = next()) {
            if (c == '$' || c == '`') {
                throw needsShell(c);
            }
            if (c == '\\' && at < text.length() && ESCAPED_IN_QUOTES.indexOf(text.charAt(at)) >= 0) {
                word.append(next());
            } else {
                word.append(c);
            }
        }
    }

    private char next() {
        return text.charAt(checkEnd(at < text.length() ? at++ : -1));
    }

    private static int checkEnd(int index) {
        if (index < 0) {
            throw new IllegalArgumentException("unterminated quote");
        }
        return index;
    }

    private static char checked(char c) {
        if (SPECIAL.indexOf(c) >= 0) {
            throw needsShell(c);
        }
        return c;
    }

    private static boolean isBlank(char c) {
        return BLANKS.indexOf(c) >= 0;
    }

    private static IllegalArgumentException needsShell(char c) {
        return new IllegalArgumentException("the character " + c + " needs a shell");
    }
}
