package io.sshra.adapter.handle;

import io.sshra.SshCommand;
import io.sshra.SshErrorCode;
import io.sshra.SshInputException;
import io.sshra.SshPty;
import java.util.Map;
import java.util.Set;

/** Checks of commands, terminals and environments. */
final class ProgramRules {

    /** RFC 4254 section 8. */
    private static final Set<String> TERMINAL_MODES = Set.of("VINTR", "VQUIT", "VERASE", "VKILL", "VEOF", "VEOL", "VEOL2",
            "VSTART", "VSTOP", "VSUSP", "VDSUSP", "VREPRINT", "VWERASE", "VLNEXT", "VFLUSH", "VSWTCH", "VSTATUS", "VDISCARD",
            "IGNPAR", "PARMRK", "INPCK", "ISTRIP", "INLCR", "IGNCR", "ICRNL", "IUCLC", "IXON", "IXANY", "IXOFF", "IMAXBEL",
            "ISIG", "ICANON", "XCASE", "ECHO", "ECHOE", "ECHOK", "ECHONL", "NOFLSH", "TOSTOP", "IEXTEN", "ECHOCTL", "ECHOKE",
            "PENDIN", "OPOST", "OLCUC", "ONLCR", "OCRNL", "ONOCR", "ONLRET", "CS7", "CS8", "PARENB", "PARODD");

    /**
     * A server that receives a packet larger than it accepts ends the connection, with everything that runs on it. OpenSSH accepts
     * 256 KiB, and a character has at most 4 bytes in UTF-8.
     */
    private static final int MOST_CHARACTERS = 65_000;

    private ProgramRules() {
    }

    static void check(SshCommand command) throws SshInputException {
        if (command == null || command.commandLine() == null) {
            throw invalid("the command, or one of its arguments, is null");
        }
        if (command.commandLine().isBlank()) {
            throw invalid("the command is empty");
        }
        if (command.commandLine().indexOf('\0') >= 0) {
            throw invalid("the command has a NUL at index " + command.commandLine().indexOf('\0'));
        }
        if (command.stdin() == null || command.charset() == null) {
            throw invalid("the command's stdin or charset is null");
        }
        checkLength(command.commandLine(), "the command");
        if (command.outputLimit() < 0) {
            throw invalid("the command's output limit is " + command.outputLimit());
        }
        if (command.timeout() != null && (command.timeout().isNegative() || command.timeout().isZero())) {
            throw invalid("the command's timeout is " + command.timeout());
        }
        if (command.pty() != null) {
            check(command.pty());
        }
        check(command.environment());
    }

    static void check(SshPty pty) throws SshInputException {
        if (pty == null || pty.type() == null || pty.columns() < 1 || pty.rows() < 1) {
            throw invalid("the pseudo-terminal has no type or no size: " + pty);
        }
        for (String mode : pty.modes().keySet()) {
            if (!TERMINAL_MODES.contains(mode)) {
                throw invalid("invalid terminal mode " + mode + ": RFC 4254 section 8 has the valid ones");
            }
        }
    }

    static void check(Map<String, String> environment) throws SshInputException {
        if (environment == null) {
            throw invalid("the environment is null");
        }
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            if (variable.getKey() == null || variable.getKey().isEmpty() || variable.getKey().indexOf('=') >= 0
                    || variable.getKey().indexOf('\0') >= 0 || variable.getValue() == null
                    || variable.getValue().indexOf('\0') >= 0) {
                throw invalid("invalid name or value of the environment variable " + variable.getKey());
            }
            checkLength(variable.getKey() + variable.getValue(), "an environment variable");
        }
    }

    private static void checkLength(String text, String what) throws SshInputException {
        if (text.length() > MOST_CHARACTERS) {
            throw invalid(what + " has " + text.length() + " characters, more than the " + MOST_CHARACTERS
                    + " that fit into a packet: send it by standard input or as a file");
        }
    }

    static SshInputException invalid(String what) {
        return new SshInputException(SshErrorCode.INVALID_COMMAND, what);
    }
}
