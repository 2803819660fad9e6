package io.sshra.transport;

/** A forwarding that stands. */
public interface ForwardChannel extends RemoteChannel {

    /** The address that listens. */
    String host();

    /** The port that listens. */
    int port();

    boolean isOpen();

    /** Runs the action once when it has ended, at once if it has. It may run on an I/O thread: it must not block. */
    void onClosed(Runnable action);
}
