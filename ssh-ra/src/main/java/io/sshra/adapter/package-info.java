/**
 * The JCA roles (Connectors 2.1), one class each: how a container sees the pool of sessions. JCA's service-provider types
 * stay in here.
 *
 * <p>May use everything of the adapter; which implementation of the transport there is, is said in one place,
 * {@link io.sshra.adapter.SshResourceAdapter#start}. Nothing uses this package.
 */
package io.sshra.adapter;
