package io.sshra.events;

import io.sshra.SshCommandResult;

/** A program that runs on the server and ends by itself: a command or a shell. */
public abstract class ProgramEvent extends SshEvent {

    private transient boolean timedOut;
    private transient boolean lost;
    private transient int exitCode = SshCommandResult.NO_EXIT_CODE;

    /**
     * It has ended.
     *
     * @param exitSignal without SIG; null for none
     * @param exitCode   {@link SshCommandResult#NO_EXIT_CODE} for none
     */
    public final void ended(boolean timedOut, boolean connectionLost, String exitSignal, int exitCode) {
        this.timedOut = timedOut;
        this.lost = connectionLost;
        this.exitCode = exitCode;
        finish(timedOut ? "timed_out" : connectionLost ? "connection_lost" : exitSignal != null ? "signal:" + exitSignal
                : exitCode == SshCommandResult.NO_EXIT_CODE ? "closed" : "exit:" + exitCode);
    }

    @Override
    void trace(TracedSpan traced) {
        traced.with("process.exit.code", exitCode == SshCommandResult.NO_EXIT_CODE ? null : (long) exitCode);
    }

    /** An exit code other than 0 is no error: it is up to the caller what it means. */
    @Override
    String error() {
        return timedOut ? "timed_out" : lost ? "connection_lost" : super.error();
    }

    final boolean timedOut() {
        return timedOut;
    }

    final boolean lost() {
        return lost;
    }
}
