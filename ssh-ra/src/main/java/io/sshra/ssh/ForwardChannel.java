package io.sshra.ssh;

/** A forwarding that has been established. */
public interface ForwardChannel extends LastingChannel {

    /** What listens: an address with its port, or a socket. */
    Location location();

    boolean isOpen();

    /** What it has carried. */
    Figures figures();

    /**
     * The connections through a forwarding, and their bytes.
     *
     * @param open      now, with those that are being connected
     * @param connected so far, with the open ones
     * @param refused   so far: too many at once, or not connected
     * @param received  bytes from the server
     * @param sent      bytes to the server
     */
    record Figures(int open, long connected, long refused, long received, long sent) {
    }
}
