package io.sshra;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A pseudo-terminal (RFC 4254 section 6.2). Standard error of what runs on it arrives in standard output. A value that exists
 * can be sent: the constructors throw {@link IllegalArgumentException} for anything else.
 *
 * @param type    the terminal type, the value of {@code TERM}; not null, not empty, without NUL
 * @param columns characters in a line, 1 to 65535
 * @param rows    lines, 1 to 65535
 * @param modes   terminal modes by their names ({@link #MODES}) with their values, 0 or more; copied; not null, empty for those of the server
 * @since 1.0
 */
public record SshPty(String type, int columns, int rows, Map<String, Integer> modes) {

    /** The names of terminal modes (RFC 4254 section 8). */
    public static final Set<String> MODES = Set.of("VINTR", "VQUIT", "VERASE", "VKILL", "VEOF", "VEOL", "VEOL2", "VSTART", "VSTOP",
            "VSUSP", "VDSUSP", "VREPRINT", "VWERASE", "VLNEXT", "VFLUSH", "VSWTCH", "VSTATUS", "VDISCARD", "IGNPAR", "PARMRK",
            "INPCK", "ISTRIP", "INLCR", "IGNCR", "ICRNL", "IUCLC", "IXON", "IXANY", "IXOFF", "IMAXBEL", "ISIG", "ICANON", "XCASE",
            "ECHO", "ECHOE", "ECHOK", "ECHONL", "NOFLSH", "TOSTOP", "IEXTEN", "ECHOCTL", "ECHOKE", "PENDIN", "OPOST", "OLCUC",
            "ONLCR", "OCRNL", "ONOCR", "ONLRET", "CS7", "CS8", "PARENB", "PARODD", "TTY_OP_ISPEED", "TTY_OP_OSPEED");

    /** Operating systems keep both numbers in 16 bits. */
    private static final int MAX_SIZE = 65_535;

    public SshPty {
        checkType(type);
        if (columns < 1 || columns > MAX_SIZE || rows < 1 || rows > MAX_SIZE) {
            throw Checks.invalid("invalid size of a terminal, " + columns + " columns and " + rows + " rows",
                    "give 1 to " + MAX_SIZE + " of each");
        }
        Map<String, Integer> checked = new LinkedHashMap<>();
        Checks.notNull(modes, "the map of modes", "give an empty map for those of the server").forEach((name, value) -> {
            checkMode(name, value);
            checked.put(name, value);
        });
        modes = Map.copyOf(checked);
    }

    /** With the terminal modes of the server. */
    public SshPty(String type, int columns, int rows) {
        this(type, columns, rows, Map.of());
    }

    /** {@code xterm-256color}, 80 columns, 24 rows. */
    public static SshPty xterm() {
        return new SshPty("xterm-256color", 80, 24);
    }

    /**
     * The same with another size.
     *
     * @throws IllegalArgumentException if there is no such size
     */
    public SshPty withSize(int newColumns, int newRows) {
        return new SshPty(type, newColumns, newRows, modes);
    }

    /**
     * The same with another type.
     *
     * @throws IllegalArgumentException if the type is invalid
     */
    public SshPty withType(String newType) {
        return new SshPty(newType, columns, rows, modes);
    }

    /**
     * The same with these modes; an empty map for those of the server.
     *
     * @throws IllegalArgumentException if there is no such mode or value
     */
    public SshPty withModes(Map<String, Integer> newModes) {
        return new SshPty(type, columns, rows, newModes);
    }

    private static void checkType(@Nullable String type) {
        String what = "the type of the terminal";
        String advice = "give the value of TERM, such as xterm-256color";
        if (Checks.notNull(type, what, advice).isEmpty()) {
            throw Checks.invalid(what + " is empty", advice);
        }
        Checks.noNul(type, what);
        Checks.fitsIntoPacket(type, what);
    }

    private static void checkMode(@Nullable String name, @Nullable Integer value) {
        if (name == null || !MODES.contains(name)) {
            throw Checks.invalid("unknown terminal mode " + Checks.shown(name), "give one of RFC 4254 section 8, such as ECHO");
        }
        if (value == null || value < 0) {
            throw Checks.invalid("invalid value of the terminal mode " + name + ", " + value, "give 0 or more");
        }
    }
}
