package io.sshra.fake;

/** What a handle has opened on a connection. Each method is a no-op if it has ended. */
interface FakeResource {

    /** The connection was lost, or its session has ended. */
    void lost();

    /** Its handle was closed. */
    void handleClosed();
}
