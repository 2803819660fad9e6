/**
 * The JCA roles (Connectors 2.1), one class each: how a container sees the pool of sessions. JCA's service-provider types
 * stay in here.
 *
 * <p>May use everything of the adapter but the implementation of the transport; nothing uses this package.
 */
package io.sshra.adapter;
