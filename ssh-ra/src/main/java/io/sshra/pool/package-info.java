/**
 * Manages sessions and the physical connections that the leases of a key share: limits, idle eviction, validation and closing.
 *
 * <p>This package is what other packages use: {@link io.sshra.pool.Pool}, admissions, leases, keys, settings and figures. The state
 * machine is in {@code pool.key}, the counts are in {@code pool.limits}; only this package uses those two.
 *
 * <p>May use the API, the log, events, profiles and {@code io.sshra.ssh}. Does not depend on the SSH library or the container.
 */
package io.sshra.pool;
