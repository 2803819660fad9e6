package io.sshra.pool.key;

import io.sshra.SshCommand;
import io.sshra.base.FileAccess;
import io.sshra.policy.Approvals;
import java.time.Duration;

/**
 * The rules allow one use of a connection. No channel opens without one.
 *
 * @param duration how long the channel may be open; null for no limit
 * @param output   bytes of each output of a command or shell; -1 for no limit
 * @param files    what SFTP may do; null for everything
 * @param approval the approval that it takes; null if it needs none
 */
record Permit(Duration duration, long output, FileAccess files, Approvals.Request approval) {

    /** For a level without rules. */
    static final Permit FREE = new Permit(null, -1, null, null);

    /** The command within the limits: with a shorter time and less output if it asked for more. */
    SshCommand limited(SshCommand command) {
        SshCommand limited = command;
        if (duration != null && (command.timeout() == null || command.timeout().compareTo(duration) > 0)) {
            limited = limited.withTimeout(duration);
        }
        return output >= 0 && command.outputLimit() > output ? limited.withOutputLimit((int) output) : limited;
    }
}
