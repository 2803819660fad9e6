/**
 * What a session has for one key: the slot, the physical connection that its leases share, and how channels are opened on it.
 *
 * <p>The moves are in two classes that know nothing else: {@link io.sshra.pool.key.SlotLife} says whether a slot can be used
 * and which connection it has, {@link io.sshra.pool.key.ConnectionState} how far a connection is and how many channels use it. Each
 * move is one compare-and-set, made by one caller, who then does outside what follows from it.
 *
 * <p>May use the words of {@link io.sshra.pool}, {@code pool.limits}, profiles, events and the log. Order of locks: a session's,
 * then the host table's; no I/O, no wait and no call of others' code under either.
 */
package io.sshra.pool.key;
