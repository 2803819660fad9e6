/**
 * What an application holds: the handle of a connection, and what it opens: processes, shells, forwardings, transfers, recordings.
 *
 * <p>May use the pool's leases, the face of SSH and transfers. Does not depend on the container or on the other packages of the
 * adapter.
 *
 * <p>Entry: {@link io.sshra.adapter.handle.HandleControl}, which the adapter has, of an {@link io.sshra.adapter.handle.SshConnectionHandle},
 * which the application has.
 */
package io.sshra.adapter.handle;
