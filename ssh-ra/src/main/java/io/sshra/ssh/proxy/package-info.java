/**
 * What is said to a proxy, and what it answers: SOCKS 5 and HTTP CONNECT.
 *
 * <p>No sockets and no waiting: {@code mina.io} sends and reads. Nothing of Apache MINA SSHD.
 */
package io.sshra.ssh.proxy;
