/**
 * The TCP connections of SSH sessions: a few threads that read all of them, and writing by whoever writes. MINA's session is
 * above it, sockets are below it; nothing of SSH is known here.
 */
package io.sshra.ssh.mina.io;
