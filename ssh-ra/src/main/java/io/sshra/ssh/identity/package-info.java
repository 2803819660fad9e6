/**
 * Private keys and certificates: where they come from, and how they are read.
 *
 * <p>May use MINA's and Bouncy Castle's parsers. Knows no connection.
 */
package io.sshra.ssh.identity;
