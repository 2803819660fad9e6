package io.sshra;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The log-in shell of an account, which reads each command line that a server gets (RFC 4254 section 6.5 leaves that to the
 * server). It decides how {@link SshCommand#of} quotes arguments. {@link SshCommand#shell} is not affected.
 *
 * @since 1.0
 */
public enum SshRemoteShell {

    /**
     * The default: sh, dash, bash, zsh, ksh93, mksh, yash, busybox, fish, tcsh or csh. One form of quoting is right in all of
     * them. Arguments with line breaks are given to {@code sh}, which starts the program. Refused at servers that say that they
     * run on Windows.
     */
    POSIX,

    /** Certainly sh, dash, bash, zsh, ksh93, mksh, yash, busybox or fish, on any system: line breaks are quoted like the rest. */
    SH,

    /** rc: a quote inside quotes is doubled. */
    RC,

    /** Elvish: a quote inside quotes is doubled. */
    ELVISH,

    /**
     * Any other: xonsh, Nushell, PowerShell, cmd.exe, the command line of a device. Only arguments of ASCII letters, digits and
     * {@code _ . / : -} are sent; the others are refused.
     */
    OTHER;

    /**
     * The shell of this name.
     *
     * @param name in upper or lower case; not null
     * @throws IllegalArgumentException if there is none
     */
    public static SshRemoteShell of(String name) {
        return Arrays.stream(values()).filter(shell -> shell.name().equalsIgnoreCase(name.strip())).findFirst().orElseThrow(
                () -> Checks.invalid("unknown shell " + Checks.shown(name), "give one of " + Arrays.stream(values())
                        .map(SshRemoteShell::toString).collect(Collectors.joining(", "))));
    }

    /** The name in lower case, as in configuration. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
