package io.sshra.ssh.mina;

/** An action that waits for its time. Closing it cancels it. */
interface Delayed extends AutoCloseable {

    @Override
    void close();
}
