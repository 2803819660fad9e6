package io.sshra.ssh.mina.sftp;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The syntax "glob" of {@link java.nio.file.FileSystem#getPathMatcher}. */
final class Glob {

    private static final String REGEX_CHARACTERS = "\\^$.|?*+()[]{}";

    private final String glob;
    private final StringBuilder regex = new StringBuilder();
    private int at;
    private boolean group;

    private Glob(String glob) {
        this.glob = glob;
    }

    /** @throws PatternSyntaxException if it is invalid */
    static Pattern pattern(String glob) {
        Glob parser = new Glob(glob);
        while (parser.at < glob.length()) {
            parser.next();
        }
        if (parser.group) {
            throw parser.wrong("a group is not closed");
        }
        return Pattern.compile(parser.regex.toString(), Pattern.DOTALL);
    }

    private void next() {
        char c = glob.charAt(at++);
        switch (c) {
            case '*' -> star();
            case '?' -> regex.append("[^/]");
            case '[' -> bracket();
            case '{' -> {
                if (group) {
                    throw wrong("groups can't be nested");
                }
                group = true;
                regex.append("(?:(?:");
            }
            case '}' -> {
                regex.append(group ? "))" : "\\}");
                group = false;
            }
            case ',' -> regex.append(group ? ")|(?:" : ",");
            case '\\' -> literal(escaped());
            default -> literal(c);
        }
    }

    private void star() {
        if (at < glob.length() && glob.charAt(at) == '*') {
            at++;
            regex.append(".*");
        } else {
            regex.append("[^/]*");
        }
    }

    /** Parses a bracket expression. Backslashes and wildcards in it are ordinary characters, and it never matches a slash. */
    private void bracket() {
        regex.append("(?:(?!/)[");
        if (at < glob.length() && (glob.charAt(at) == '!' || glob.charAt(at) == '^')) {
            regex.append(glob.charAt(at) == '!' ? "^" : "\\^");
            at++;
        }
        boolean first = true;
        for (;; first = false) {
            if (at == glob.length()) {
                throw wrong("a bracket is not closed");
            }
            char c = glob.charAt(at++);
            if (c == ']' && !first) {
                break;
            }
            if (c == '/') {
                throw wrong("a bracket has a slash");
            }
            if (c == '-' && !first && at < glob.length() && glob.charAt(at) != ']') {
                regex.append('-');
            } else {
                regex.append(c == '-' || c == '&' || REGEX_CHARACTERS.indexOf(c) >= 0 ? "\\" : "").append(c);
            }
        }
        regex.append("])");
    }

    private char escaped() {
        if (at == glob.length()) {
            throw wrong("nothing follows a backslash");
        }
        return glob.charAt(at++);
    }

    private void literal(char c) {
        regex.append(REGEX_CHARACTERS.indexOf(c) >= 0 ? "\\" : "").append(c);
    }

    private PatternSyntaxException wrong(String what) {
        return new PatternSyntaxException(what, glob, at - 1);
    }
}
