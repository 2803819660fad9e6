package io.sshra;

import java.util.Map;

/**
 * A pseudo-terminal to ask for (RFC 4254 section 6.2). With one, standard error arrives in standard output.
 *
 * @param type    the terminal type, the value of {@code TERM}
 * @param columns characters a line, at least 1
 * @param rows    lines, at least 1
 * @param modes   terminal modes by their names in RFC 4254 section 8 ({@code ECHO}, {@code VINTR}, …) and their values
 */
public record SshPty(String type, int columns, int rows, Map<String, Integer> modes) {

    public SshPty {
        modes = modes == null ? Map.of() : Map.copyOf(modes);
    }

    /** With the server's own modes. */
    public SshPty(String type, int columns, int rows) {
        this(type, columns, rows, Map.of());
    }

    /** {@code xterm-256color}, 80 columns, 24 rows. */
    public static SshPty xterm() {
        return new SshPty("xterm-256color", 80, 24);
    }
}
