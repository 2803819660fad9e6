package io.sshra;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The result of a command. {@link #timedOut} and {@link #connectionLost} are never both true. {@link #stdout} and {@link #stderr} have
 * what arrived until then. Immutable. Later versions may add parts. Unit tests of applications make one by {@link #exited} or
 * {@link #builder()}.
 *
 * @since 1.0
 */
public final class SshCommandResult {

    /** The exit code where the server sent no exit status. */
    public static final int NO_EXIT_CODE = -1;

    private final Builder parts;

    private SshCommandResult(Builder parts) {
        this.parts = parts;
    }

    /**
     * The result of a command that ended by itself and wrote nothing to standard error.
     *
     * @param exitCode not {@link #NO_EXIT_CODE}
     * @param stdout   not null
     */
    public static SshCommandResult exited(int exitCode, String stdout) {
        return builder().exitCode(exitCode).stdout(stdout).build();
    }

    /** Starts a result without exit code, output and duration. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts with the parts of this result. */
    public Builder toBuilder() {
        return parts.copy();
    }

    /**
     * The exit status, 0 to 255 on most systems, or {@link #NO_EXIT_CODE} if the server sent none. Windows has statuses of 32 bits, which may
     * be negative here: {@link #exitStatus} tells them from none.
     */
    public int exitCode() {
        return parts.exitStatus.orElse(NO_EXIT_CODE);
    }

    /** The exit status; empty if the server sent none: a signal, the time limit or the loss of the connection ended the command. */
    public OptionalInt exitStatus() {
        return parts.exitStatus;
    }

    /** Standard output, decoded with the command's charset. Never null. */
    public String stdout() {
        return parts.stdout;
    }

    /** Standard error, decoded likewise. Never null. */
    public String stderr() {
        return parts.stderr;
    }

    /** The command line that was run. Never null. */
    public String command() {
        return parts.command;
    }

    /** Whether the command's time limit ended it. */
    public boolean timedOut() {
        return parts.timedOut;
    }

    /** Whether the connection ended before the command; the command may still run. */
    public boolean connectionLost() {
        return parts.connectionLost;
    }

    /** The signal that ended the process, without "SIG" (RFC 4254 section 6.10), or null. */
    public @Nullable String exitSignal() {
        return parts.exitSignal;
    }

    /** Whether a stream was longer than the command's output limit. */
    public boolean truncated() {
        return parts.truncated;
    }

    /** Bytes of standard output that arrived, including dropped ones. */
    public long stdoutBytes() {
        return parts.stdoutBytes;
    }

    /** Bytes of standard error that arrived, including dropped ones. */
    public long stderrBytes() {
        return parts.stderrBytes;
    }

    /** The time from the opening of the channel to its end. Never null. */
    public Duration duration() {
        return parts.duration;
    }

    /** Whether the command ended by itself with exit status 0. */
    public boolean succeeded() {
        return exitCode() == 0 && !parts.timedOut && !parts.connectionLost;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SshCommandResult result && parts.values().equals(result.parts.values());
    }

    @Override
    public int hashCode() {
        return parts.values().hashCode();
    }

    /** How the command ended, on one line: with the size of the output instead of its text. */
    @Override
    public String toString() {
        return "SshCommandResult[command=" + SshText.visible(parts.command) + ", exitCode=" + exitCode() + ", exitSignal="
                + (parts.exitSignal == null ? null : SshText.visible(parts.exitSignal)) + ", timedOut=" + parts.timedOut + ", connectionLost="
                + parts.connectionLost + ", stdoutBytes=" + parts.stdoutBytes + ", stderrBytes=" + parts.stderrBytes + ", truncated="
                + parts.truncated + ", duration=" + parts.duration + "]";
    }

    /** Collects the parts by their names. Not for several threads. */
    public static final class Builder {

        private static final long SIZE_OF_TEXT = -1;

        private OptionalInt exitStatus = OptionalInt.empty();
        private String stdout = "";
        private String stderr = "";
        private String command = "";
        private boolean timedOut;
        private boolean connectionLost;
        private @Nullable String exitSignal;
        private boolean truncated;
        private long stdoutBytes = SIZE_OF_TEXT;
        private long stderrBytes = SIZE_OF_TEXT;
        private Duration duration = Duration.ZERO;

        private Builder() {
        }

        private Builder copy() {
            Builder copy = new Builder();
            copy.exitStatus = exitStatus;
            copy.stdout = stdout;
            copy.stderr = stderr;
            copy.command = command;
            copy.timedOut = timedOut;
            copy.connectionLost = connectionLost;
            copy.exitSignal = exitSignal;
            copy.truncated = truncated;
            copy.stdoutBytes = stdoutBytes;
            copy.stderrBytes = stderrBytes;
            copy.duration = duration;
            return copy;
        }

        private List<@Nullable Object> values() {
            return Arrays.asList(exitStatus, stdout, stderr, command, timedOut, connectionLost, exitSignal, truncated, stdoutBytes,
                    stderrBytes, duration);
        }

        /** The exit status; {@link #NO_EXIT_CODE}, the default, is none. */
        public Builder exitCode(int exitCode) {
            return exitStatus(exitCode == NO_EXIT_CODE ? OptionalInt.empty() : OptionalInt.of(exitCode));
        }

        /** The exit status; empty, the default, is none. */
        public Builder exitStatus(OptionalInt exitStatus) {
            this.exitStatus = Checks.notNull(exitStatus, "the exit status", "give an empty one for none");
            return this;
        }

        public Builder stdout(String stdout) {
            this.stdout = text(stdout, "standard output");
            return this;
        }

        public Builder stderr(String stderr) {
            this.stderr = text(stderr, "standard error");
            return this;
        }

        public Builder command(String command) {
            this.command = text(command, "the command line");
            return this;
        }

        private static String text(String value, String what) {
            return Checks.notNull(value, what, "give an empty string for none");
        }

        public Builder timedOut(boolean timedOut) {
            this.timedOut = timedOut;
            return this;
        }

        public Builder connectionLost(boolean connectionLost) {
            this.connectionLost = connectionLost;
            return this;
        }

        /** Without "SIG". Null, the default, is none. */
        public Builder exitSignal(@Nullable String exitSignal) {
            this.exitSignal = exitSignal;
            return this;
        }

        public Builder truncated(boolean truncated) {
            this.truncated = truncated;
            return this;
        }

        /** By default, the size of {@link #stdout} in UTF-8. */
        public Builder stdoutBytes(long stdoutBytes) {
            this.stdoutBytes = size(stdoutBytes);
            return this;
        }

        /** By default, the size of {@link #stderr} in UTF-8. */
        public Builder stderrBytes(long stderrBytes) {
            this.stderrBytes = size(stderrBytes);
            return this;
        }

        private static long size(long bytes) {
            if (bytes < 0) {
                throw Checks.invalid("the number of bytes is " + bytes, "give 0 or more");
            }
            return bytes;
        }

        /** Zero by default. */
        public Builder duration(Duration duration) {
            this.duration = Checks.notNull(duration, "the duration", "give Duration.ZERO for the default");
            return this;
        }

        /** @throws IllegalArgumentException if the command has timed out and lost its connection */
        public SshCommandResult build() {
            if (timedOut && connectionLost) {
                throw Checks.invalid("the command has both timed out and lost its connection", "give what came first");
            }
            Builder copy = copy();
            copy.stdoutBytes = stdoutBytes == SIZE_OF_TEXT ? stdout.getBytes(StandardCharsets.UTF_8).length : stdoutBytes;
            copy.stderrBytes = stderrBytes == SIZE_OF_TEXT ? stderr.getBytes(StandardCharsets.UTF_8).length : stderrBytes;
            return new SshCommandResult(copy);
        }
    }
}
