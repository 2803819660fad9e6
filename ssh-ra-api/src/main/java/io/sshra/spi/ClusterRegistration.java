package io.sshra.spi;

/**
 * A link that an adapter has. Thread-safe.
 *
 * @since 1.0
 */
public interface ClusterRegistration extends AutoCloseable {

    /** Disconnects this node: the adapter forgets the link, and its limits are its own again. Closing it again is a no-op. */
    @Override
    void close();
}
