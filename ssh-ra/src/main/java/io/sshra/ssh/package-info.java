/**
 * One authenticated SSH connection and its channels (RFC 4251-4254), as the pool sees them: what to connect to, and what
 * can be opened. A {@link io.sshra.ssh.Connector} makes a {@link io.sshra.ssh.Transport} to a {@link io.sshra.ssh.Target}.
 *
 * <p>May use the API and the log. No type of Apache MINA SSHD comes in here: that is behind the connector, in
 * {@code ssh.mina}. Knows no sessions, leases or containers.
 */
package io.sshra.ssh;
