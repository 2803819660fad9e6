/**
 * Private keys and certificates: where they come from, and how they are read.
 *
 * <p>May use MINA's and Bouncy Castle's parsers. Does not depend on connections.
 */
package io.sshra.ssh.identity;
