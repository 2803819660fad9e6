/**
 * What applications compile against: managed SSH connections, looked up in JNDI and closed by try-with-resources.
 * Depends on {@code jakarta.resource-api} only; nothing of the adapter, the SSH library or the container comes in here.
 */
package io.sshra;
