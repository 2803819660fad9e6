package io.sshra.sample.agent;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What a shell reads so that the end of each command and its exit code are found for certain: after the command, it writes a mark that is random
 * for each command to copies of its two outputs. A command can't know its mark, can't read the script (its input is empty), and can't close the
 * copies. A prompt is not needed, and nothing depends on what the command writes.
 */
final class ShellScript {

    /** The shell: bash where there is one, because that is what agents write for. */
    static final String PROGRAM = "if command -v bash >/dev/null 2>&1; then exec bash --noprofile --norc; else exec sh; fi";
    /** Copies of both outputs. INT ends a command, not the shell. */
    static final String BEGIN = "exec 8>&1 9>&2; trap : INT\n";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int HALF_BYTES = 12;
    private static final int LONGEST = 65_000;

    private ShellScript() {
    }

    /** A new mark, in two halves: a shell that prints what it does (set -x) never prints both in one piece. */
    static String[] mark() {
        return new String[] {half(), half()};
    }

    private static String half() {
        byte[] random = new byte[HALF_BYTES];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /**
     * The script of a command. It runs in the shell itself, so directory, variables and functions remain.
     *
     * @throws Refusal if it has a NUL character
     */
    static byte[] of(String command, String[] mark) {
        if (command.indexOf('\0') >= 0) {
            throw new Refusal("The command has a NUL character");
        }
        if (command.length() > LONGEST) {
            throw new Refusal("The command has more than " + LONGEST + " characters. Write a file with ssh_write_file and run it");
        }
        // "command" keeps a syntax error from ending a POSIX shell.
        return ("command eval '" + command.replace("'", "'\\''") + "' </dev/null 8>&- 9>&-\n"
                + "printf '%s%s %d\\n' " + mark[0] + " " + mark[1] + " \"$?\" >&8; printf '%s%s 0\\n' " + mark[0] + " " + mark[1] + " >&9\n")
                        .getBytes(StandardCharsets.UTF_8);
    }
}
