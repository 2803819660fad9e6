package io.sshra;

import org.jspecify.annotations.Nullable;

/**
 * What came of a command on one of several machines: the result of the command, or why there is none. Immutable. Later versions may add
 * parts.
 *
 * @since 1.0
 */
public final class SshHostResult {

    private final SshConnectionSpec spec;
    private final @Nullable SshCommandResult result;
    private final @Nullable SshException failure;

    private SshHostResult(SshConnectionSpec spec, @Nullable SshCommandResult result, @Nullable SshException failure) {
        this.spec = Checks.notNull(spec, "the spec", "give that of the connection");
        this.result = result;
        this.failure = failure;
    }

    /** The command ran. */
    public static SshHostResult of(SshConnectionSpec spec, SshCommandResult result) {
        return new SshHostResult(spec, Checks.notNull(result, "the result", "give that of the command"), null);
    }

    /** There is no result. */
    public static SshHostResult failed(SshConnectionSpec spec, SshException failure) {
        return new SshHostResult(spec, null, Checks.notNull(failure, "the failure", "give the reason"));
    }

    /** The connection that was asked for. Never null. */
    public SshConnectionSpec spec() {
        return spec;
    }

    /** The result of the command; null if there is a {@link #failure()}. */
    public @Nullable SshCommandResult result() {
        return result;
    }

    /** Why there is no result: no connection, or an error while the command ran; null if there is a {@link #result()}. */
    public @Nullable SshException failure() {
        return failure;
    }

    /** Whether the command ended by itself with exit status 0. */
    public boolean succeeded() {
        return result != null && result.succeeded();
    }

    /** The profile, and the result without its output or the failure. */
    @Override
    public String toString() {
        return "SshHostResult[profile=" + SshText.visible(spec.profile()) + ", " + (result != null ? result : failure) + "]";
    }
}
