/**
 * The TCP connections of SSH sessions. A few threads read all of them; each writing thread writes to the socket itself. MINA's session
 * is above this package, sockets are below it; or a tunnel, which is the business of
 * another session. It contains nothing of SSH.
 */
package io.sshra.ssh.mina.io;
