package io.sshra.pool.key;

import io.sshra.SshCommand;
import io.sshra.SshErrorCode;
import io.sshra.SshInputException;
import io.sshra.SshRemoteShell;
import io.sshra.ssh.SudoPassword;
import io.sshra.ssh.Target;
import java.util.regex.Pattern;

/** Quotes the arguments of commands for the shell of an account, before anything is sent. */
final class Arguments {

    /** What OpenSSH's port and Bitvise's server say in their identification. The usual shell there is cmd.exe or PowerShell. */
    private static final Pattern WINDOWS = Pattern.compile("OpenSSH_for_Windows|WinSSHD");

    private Arguments() {
    }

    /** The command with its arguments as that shell reads them. */
    static SshCommand quoted(SshCommand command, SshRemoteShell shell) throws SshInputException {
        try {
            return command.quotedFor(shell);
        } catch (IllegalArgumentException e) {
            throw new SshInputException(SshErrorCode.ARGUMENT_NOT_QUOTABLE, e.getMessage(), e);
        }
    }

    /** The password for the command, if it is sudo and there is one; null if not. */
    static SudoPassword sudo(SshCommand command, Target target) throws SshInputException {
        try {
            return SudoPassword.of(command, target);
        } catch (IllegalArgumentException e) {
            throw new SshInputException(SshErrorCode.ARGUMENT_NOT_QUOTABLE, e.getMessage(), e);
        }
    }

    /**
     * Refuses arguments that need quotes, if the profile does not say which shell reads them and the server's is certainly not one
     * of {@link SshRemoteShell#POSIX}.
     *
     * @param server how it identifies itself (RFC 4253 section 4.2)
     */
    static void check(SshCommand command, SshRemoteShell shell, String server) throws SshInputException {
        if (shell == SshRemoteShell.POSIX && server != null && WINDOWS.matcher(server).find()) {
            quoted(command, SshRemoteShell.OTHER);
        }
    }
}
