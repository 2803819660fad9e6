/**
 * The state of one key: its slot, the physical connection that its leases share, and the channels on that connection.
 *
 * <p>All state transitions are in two classes. {@link io.sshra.pool.key.SlotLife} says whether a slot is usable and which
 * connection it has. {@link io.sshra.pool.key.ConnectionState} says how far a connection is and how many channels use it. Each
 * transition is one compare-and-set. The caller whose compare-and-set succeeds then performs the consequences, outside any lock.
 *
 * <p>May use the keys and settings of {@link io.sshra.pool}, {@code pool.limits}, profiles, events and the log. Lock order: a
 * session's lock, then the host table's. No I/O, no waiting and no foreign code under either.
 */
package io.sshra.pool.key;
