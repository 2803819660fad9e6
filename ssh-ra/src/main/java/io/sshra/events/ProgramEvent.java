package io.sshra.events;

import io.sshra.SshCommandResult;

/** A program that runs on the server and ends by itself: a command or a shell. */
public abstract class ProgramEvent extends SshEvent {

    private transient boolean timedOut;
    private transient boolean lost;
    private transient boolean signalled;
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
        this.signalled = exitSignal != null;
        this.exitCode = exitCode;
        finish(timedOut ? "timed_out" : connectionLost ? "connection_lost" : exitSignal != null ? "signal:" + exitSignal
                : exitCode == SshCommandResult.NO_EXIT_CODE ? "closed" : "exit:" + exitCode);
    }

    @Override
    void trace(TracedSpan traced) {
        traced.with("process.exit.code", exitCode == SshCommandResult.NO_EXIT_CODE ? null : (long) exitCode);
    }

    @Override
    String error() {
        return timedOut ? "timed_out" : lost ? "connection_lost" : super.error();
    }

    /** Whether it ended with an exit code other than 0 or by a signal. */
    final boolean unsuccessful() {
        return signalled || exitCode != 0 && exitCode != SshCommandResult.NO_EXIT_CODE;
    }

    final boolean timedOut() {
        return timedOut;
    }

    final boolean lost() {
        return lost;
    }
}
