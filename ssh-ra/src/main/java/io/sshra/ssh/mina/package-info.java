/**
 * The connection on Apache MINA SSHD. Only {@link io.sshra.ssh.mina.MinaConnector} is used from outside.
 *
 * <p>{@code .io} has its sockets, {@code .sftp} its file system.
 */
package io.sshra.ssh.mina;
