package io.sshra;

/**
 * A pseudo-terminal to ask for (RFC 4254 section 6.2). With one, standard error arrives in standard output.
 *
 * @param type    the terminal type, the value of {@code TERM}
 * @param columns characters a line, at least 1
 * @param rows    lines, at least 1
 */
public record SshPty(String type, int columns, int rows) {

    /** {@code xterm-256color}, 80 columns, 24 rows. */
    public static SshPty xterm() {
        return new SshPty("xterm-256color", 80, 24);
    }
}
