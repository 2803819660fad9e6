/**
 * The algorithms that are offered, by their names, and how a profile chooses among them (RFC 4253 section 7.1).
 *
 * <p>May use MINA's implementations. Does not depend on connections.
 */
package io.sshra.ssh.algorithm;
