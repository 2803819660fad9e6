package io.sshra.ssh;

/** A forwarding that has been established. */
public interface ForwardChannel extends LastingChannel {

    /** What listens: an address with its port, or a socket. */
    Location location();

    boolean isOpen();
}
