package io.sshra.ssh;

/** A channel that is in use until it is closed. */
public interface LastingChannel extends RemoteChannel {

    /** Runs the action once when it has ended, at once if it has. It may run on an I/O thread: it must not block. */
    void onClosed(Runnable action);
}
