package io.sshra.cluster;

/** What the protocol needs besides the adapter: a channel, a clock, and somebody who calls it again. No method waits. */
interface Surroundings {

    Moment now();

    /** Sends a message. It may be lost, late, or after a message that was sent later. */
    void send(String to, Message message);

    /** Calls {@link Protocol#tick} after this time. */
    void tickAfter(long nanos);

    /** Runs something that takes a while, on another thread. */
    void aside(Runnable work);
}
