package io.sshra;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes command lines of argument vectors. Each shell has a form that it reads back as the same arguments. */
final class Quoting {

    /**
     * What no shell of {@link SshRemoteShell#POSIX} takes for anything else. Not {@code =}, which is an assignment, or expands
     * to a path in zsh, and not {@code %}, which is a job in csh and fish.
     */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:,@+-]+");
    /** What every shell takes for itself. */
    private static final Pattern PLAIN_EVERYWHERE = Pattern.compile("[A-Za-z0-9_./:-]+");
    /** What has a meaning inside single quotes: the quote, the backslash to fish, and the history of csh and tcsh. */
    private static final String ESCAPED = "'\\!";

    /** {@code $()} drops line breaks at the end: hence the x. */
    private static final String LINE_BREAK = "n=$(printf '\\nx');n=${n%x};exec ";

    private Quoting() {
    }

    /** @throws IllegalArgumentException if the shell can't be given one of the arguments */
    static String line(List<String> arguments, SshRemoteShell shell) {
        return switch (shell) {
            case POSIX -> arguments.stream().anyMatch(argument -> argument.indexOf('\n') >= 0) ? throughSh(arguments) : portable(arguments);
            case SH -> portable(arguments);
            case RC, ELVISH -> joined(arguments, Quoting::doubled);
            case OTHER -> {
                for (int i = 0; i < arguments.size(); i++) {
                    if (!PLAIN_EVERYWHERE.matcher(arguments.get(i)).matches()) {
                        throw Checks.invalid("argument " + i + " of the command, " + Checks.shown(arguments.get(i))
                                + ", needs quotes that are not known of this shell", "give the whole command line by SshCommand.shell");
                    }
                }
                yield String.join(" ", arguments);
            }
        };
    }

    private interface Form {
        String of(String argument);
    }

    private static String joined(List<String> arguments, Form form) {
        return arguments.stream().map(form::of).collect(Collectors.joining(" "));
    }

    private static String portable(List<String> arguments) {
        return joined(arguments, Quoting::portable);
    }

    /** In single quotes, but for what is escaped outside of them. */
    private static String portable(String argument) {
        if (PLAIN.matcher(argument).matches()) {
            return argument;
        }
        StringBuilder quoted = new StringBuilder(argument.length() + 8);
        boolean inside = false;
        for (int i = 0; i < argument.length(); i++) {
            boolean escaped = ESCAPED.indexOf(argument.charAt(i)) >= 0;
            if (escaped == inside) {
                quoted.append('\'');
                inside = !inside;
            }
            quoted.append(escaped ? "\\" : "").append(argument.charAt(i));
        }
        return quoted.append(inside ? "'" : "").append(argument.isEmpty() ? "''" : "").toString();
    }

    /** csh and tcsh have no quotes for a line break that others have, too: sh, which they start, gets it from printf. */
    private static String throughSh(List<String> arguments) {
        return portable(List.of("sh", "-c", LINE_BREAK + joined(arguments,
                argument -> "'" + argument.replace("'", "'\\''").replace("\n", "'\"$n\"'") + "'")));
    }

    private static String doubled(String argument) {
        return PLAIN_EVERYWHERE.matcher(argument).matches() ? argument : "'" + argument.replace("'", "''") + "'";
    }

    /**
     * Refuses a charset in which a character of an argument has a byte that a shell takes for something else: a quote in
     * ISO-2022-JP, a backslash in Shift_JIS.
     *
     * @throws IllegalArgumentException if the quotes would not hold
     */
    static void holds(String line, SshRemoteShell shell, Charset charset) {
        if (charset.equals(StandardCharsets.UTF_8)) {
            return;
        }
        String ascii = line.chars().filter(c -> c < 0x80).mapToObj(Character::toString).collect(Collectors.joining());
        if (!ascii.equals(asciiBytes(line, charset))) {
            throw Checks.invalid("the command has a character that is a quote or another sign of shells in " + charset,
                    "set another charset, such as UTF-8");
        }
        if ((shell == SshRemoteShell.RC || shell == SshRemoteShell.ELVISH) && ascii.length() < line.length()) {
            throw Checks.invalid("the command has a character that " + shell + " reads in UTF-8 only", "set the charset UTF-8");
        }
    }

    private static String asciiBytes(String line, Charset charset) {
        StringBuilder ascii = new StringBuilder();
        try {
            ByteBuffer bytes = charset.newEncoder().encode(CharBuffer.wrap(line));
            while (bytes.hasRemaining()) {
                byte b = bytes.get();
                if (b >= 0) {
                    ascii.append((char) b);
                }
            }
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(e);
        }
        return ascii.toString();
    }
}
