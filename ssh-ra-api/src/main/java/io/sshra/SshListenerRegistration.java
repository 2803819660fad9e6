package io.sshra;

/**
 * A listener that was added. Thread-safe.
 *
 * @since 1.0
 */
public interface SshListenerRegistration extends AutoCloseable {

    /**
     * Removes the listener, and lets the adapter forget it. No event follows; a call that has begun may still run. Never waits. Closing it
     * again is a no-op.
     */
    @Override
    void close();
}
