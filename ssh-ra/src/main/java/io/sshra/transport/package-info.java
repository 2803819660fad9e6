/**
 * One authenticated SSH transport and its channels (RFC 4251-4254), on Apache MINA SSHD, whose types stay in here.
 *
 * <p>May use the API and the log. Knows no sessions, leases or containers: {@link io.sshra.transport.Connector} makes a
 * {@link io.sshra.transport.Transport} to a {@link io.sshra.transport.Target}, and who may use it is the pool's affair.
 */
package io.sshra.transport;
