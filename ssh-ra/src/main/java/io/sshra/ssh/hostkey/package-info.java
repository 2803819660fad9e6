/**
 * Host keys: known_hosts files, verification, and updates by servers that have new keys.
 *
 * <p>May use MINA's key formats. Knows no connection.
 */
package io.sshra.ssh.hostkey;
