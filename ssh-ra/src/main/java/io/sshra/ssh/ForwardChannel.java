package io.sshra.ssh;

/** A forwarding that has been established. */
public interface ForwardChannel extends LastingChannel {

    /** The address that listens. */
    String host();

    /** The port that listens. */
    int port();

    boolean isOpen();
}
