/**
 * The API that applications compile against: managed SSH connections, looked up in JNDI and closed by try-with-resources.
 * It depends only on {@code jakarta.resource-api}, never on the adapter, the SSH library or the container.
 */
package io.sshra;
