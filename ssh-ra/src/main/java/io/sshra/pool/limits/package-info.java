/**
 * Counts and limits: connections, waiting callers and running connects of each host, and refused credentials.
 *
 * <p>May use the keys and settings of {@link io.sshra.pool} and the API. Does not depend on slots and connections: a connect that
 * waits for its turn is a {@link java.lang.Runnable} here.
 */
package io.sshra.pool.limits;
