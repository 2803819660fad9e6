/**
 * One authenticated SSH connection and its channels (RFC 4251-4254), as the pool sees them: what to connect to, and what
 * can be opened. A {@link io.sshra.ssh.Connector} makes a {@link io.sshra.ssh.Transport} to a {@link io.sshra.ssh.Target}.
 *
 * <p>May use the API and the log. Uses no type of Apache MINA SSHD, which is behind the connector, in {@code ssh.mina}. Does
 * not depend on sessions, leases or containers.
 */
package io.sshra.ssh;
