package io.sshra;

import java.time.Duration;

/**
 * The result of a command. {@code timedOut} and {@code connectionLost} are never both true. {@code stdout} and {@code stderr} have
 * what arrived until then.
 *
 * @param exitCode       the exit status, 0 to 255 on most systems, or {@link #NO_EXIT_CODE} if the server sent none
 * @param stdout         standard output, decoded with the command's charset; never null
 * @param stderr         standard error, likewise
 * @param command        the command line that was run
 * @param timedOut       whether the command's time limit ended it
 * @param connectionLost whether the connection ended before the command; the command may still run
 * @param exitSignal     the signal that ended the process, without "SIG" (RFC 4254 section 6.10), or null
 * @param truncated      whether a stream was longer than the command's output limit
 * @param stdoutBytes    bytes of standard output that arrived, including dropped ones
 * @param stderrBytes    bytes of standard error that arrived, including dropped ones
 * @param duration       from the opening of the channel to its end
 */
public record SshCommandResult(int exitCode, String stdout, String stderr, String command, boolean timedOut,
        boolean connectionLost, String exitSignal, boolean truncated, long stdoutBytes, long stderrBytes,
        Duration duration) {

    /** The exit code where the server sent no exit status. */
    public static final int NO_EXIT_CODE = -1;

    /** Whether the command ended by itself with exit status 0. */
    public boolean succeeded() {
        return exitCode == 0 && !timedOut && !connectionLost;
    }

    /** How the command ended, on one line: with the size of the output instead of its text. */
    @Override
    public String toString() {
        return "SshCommandResult[command=" + SshText.visible(command) + ", exitCode=" + exitCode + ", exitSignal=" + exitSignal
                + ", timedOut=" + timedOut + ", connectionLost=" + connectionLost + ", stdoutBytes=" + stdoutBytes
                + ", stderrBytes=" + stderrBytes + ", truncated=" + truncated + ", duration=" + duration + "]";
    }

    /** Starts a result without exit code, output and duration. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the parts by their names. Not for several threads. */
    public static final class Builder {

        private int exitCode = NO_EXIT_CODE;
        private String stdout = "";
        private String stderr = "";
        private String command;
        private boolean timedOut;
        private boolean connectionLost;
        private String exitSignal;
        private boolean truncated;
        private long stdoutBytes;
        private long stderrBytes;
        private Duration duration = Duration.ZERO;

        private Builder() {
        }

        public Builder exitCode(int exitCode) {
            this.exitCode = exitCode;
            return this;
        }

        public Builder stdout(String stdout) {
            this.stdout = stdout;
            return this;
        }

        public Builder stderr(String stderr) {
            this.stderr = stderr;
            return this;
        }

        public Builder command(String command) {
            this.command = command;
            return this;
        }

        public Builder timedOut(boolean timedOut) {
            this.timedOut = timedOut;
            return this;
        }

        public Builder connectionLost(boolean connectionLost) {
            this.connectionLost = connectionLost;
            return this;
        }

        public Builder exitSignal(String exitSignal) {
            this.exitSignal = exitSignal;
            return this;
        }

        public Builder truncated(boolean truncated) {
            this.truncated = truncated;
            return this;
        }

        public Builder stdoutBytes(long stdoutBytes) {
            this.stdoutBytes = stdoutBytes;
            return this;
        }

        public Builder stderrBytes(long stderrBytes) {
            this.stderrBytes = stderrBytes;
            return this;
        }

        public Builder duration(Duration duration) {
            this.duration = duration;
            return this;
        }

        public SshCommandResult build() {
            return new SshCommandResult(exitCode, stdout, stderr, command, timedOut, connectionLost, exitSignal, truncated,
                    stdoutBytes, stderrBytes, duration);
        }
    }
}
