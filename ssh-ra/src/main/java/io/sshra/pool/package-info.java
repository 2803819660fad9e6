/**
 * Whose connection is whose: sessions, the physical connection that all leases of one key share, limits, idle eviction,
 * validation, and the one way out of a connection.
 *
 * <p>This package is the face: {@link io.sshra.pool.Pool}, admissions, leases, keys, settings, figures. Behind it,
 * {@code pool.key} has the state machine and {@code pool.limits} the counts; nobody else uses these.
 *
 * <p>May use the API, the log, events, profiles and {@code io.sshra.ssh}. Knows neither the SSH library nor the container.
 */
package io.sshra.pool;
