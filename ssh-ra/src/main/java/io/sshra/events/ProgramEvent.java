package io.sshra.events;

import io.sshra.SshCommandResult;

/** A program that runs on the server and ends by itself: a command or a shell. */
public abstract class ProgramEvent extends SshEvent {

    private transient boolean timedOut;
    private transient boolean lost;

    /**
     * It has ended.
     *
     * @param exitSignal without SIG; null for none
     * @param exitCode   {@link SshCommandResult#NO_EXIT_CODE} for none
     */
    public final void ended(boolean timedOut, boolean connectionLost, String exitSignal, int exitCode) {
        this.timedOut = timedOut;
        this.lost = connectionLost;
        finish(timedOut ? "timed_out" : connectionLost ? "connection_lost" : exitSignal != null ? "signal:" + exitSignal
                : exitCode == SshCommandResult.NO_EXIT_CODE ? "closed" : "exit:" + exitCode);
    }

    final boolean timedOut() {
        return timedOut;
    }

    final boolean lost() {
        return lost;
    }
}
