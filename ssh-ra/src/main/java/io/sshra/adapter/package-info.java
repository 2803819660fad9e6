/**
 * The JCA roles (Connectors 2.1), one class each: how a container sees the pool of sessions.
 *
 * <p>May use everything of the adapter. The implementation of the transport is chosen in one place,
 * {@link io.sshra.adapter.SshResourceAdapter#start}. Nothing uses this package, not even the packages below it.
 */
package io.sshra.adapter;
