package io.sshra.ssh;

/** Is told what happens during a connect. Called on any thread; must not block. */
public interface ConnectListener {

    /** The host key was accepted and the log-in begins. Called for each jump host, then for the target. */
    void authenticating();

    /** For whom the connection is made. */
    OnBehalfOf onBehalfOf();

    /** A certificate was made for the log-in, at a jump host or at the target, and the host key was accepted. */
    void issued(IssuedCertificate certificate);

    /** A caller that waits for the connection must do this on its own thread. The connect waits for it. */
    void needs(CallersTask<?> task);

    /** The server asks a question that a person must answer. The connect waits for the answer. */
    void asked(PendingPrompt prompt);
}
