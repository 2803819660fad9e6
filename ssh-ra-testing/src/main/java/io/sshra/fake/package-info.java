/**
 * A fake of the adapter for unit tests of applications: no container, no SSH server, no network. {@link io.sshra.fake.FakeSsh} is a
 * connection factory. Its {@linkplain io.sshra.fake.FakeMachine machines} answer commands as a test has scripted them, and fail
 * where it says so.
 *
 * <p>It keeps to what the API promises, and passes the same tests as the adapter: who shares a connection, what ends when, which
 * exception comes. It does not imitate what the API leaves open: how long something takes, limits, idle time-outs, host keys, log-ins.
 *
 * @since 1.0
 */
@NullMarked
package io.sshra.fake;

import org.jspecify.annotations.NullMarked;
