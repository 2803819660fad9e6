package io.sshra.ssh;

/** Hears what happens on the way to a transport. Called on any thread; must not block. */
public interface ConnectListener {

    /** The host's key is accepted, and the log-in begins: for each host on the way, the target last. */
    void authenticating();

    /** The server asks what somebody has to answer, while the connect waits. */
    void asked(PendingPrompt prompt);
}
