/**
 * What is counted and refused: connections and waiting callers of each host, connects under way, refused credentials.
 *
 * <p>May use the words of {@link io.sshra.pool} and the API. Knows no slots and no connections: who waits for a turn is a
 * {@link java.lang.Runnable} here.
 */
package io.sshra.pool.limits;
