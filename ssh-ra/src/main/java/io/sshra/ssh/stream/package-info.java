/**
 * The streams of a channel: received data that has not been read yet, data to send, and output that is kept up to a limit.
 *
 * <p>May use MINA's channel. Each is bounded by the channel's window or by a limit, and blocks no I/O thread.
 */
package io.sshra.ssh.stream;
