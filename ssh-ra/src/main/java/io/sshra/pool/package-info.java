/**
 * Whose connection is whose: sessions, the physical connection that all leases of one key share, limits, idle eviction,
 * validation, and the one way out of a connection.
 *
 * <p>May use the API, the log, profiles and the transport's interfaces. Knows neither the SSH library nor the container.
 *
 * <p>Entry: {@link io.sshra.pool.Pool}. Order of locks: a session's monitor, then the host table's; no I/O, no wait and no
 * call of others' code under either.
 */
package io.sshra.pool;
