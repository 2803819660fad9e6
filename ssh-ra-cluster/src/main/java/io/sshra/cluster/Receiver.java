package io.sshra.cluster;

/** Where the messages of other members come in. */
interface Receiver {

    /** Never waits: the thread is the group's. */
    void received(String from, byte[] message);
}
