/**
 * Host keys: known_hosts files, verification, and updates from servers with new keys.
 *
 * <p>May use MINA's key formats. Does not depend on connections.
 */
package io.sshra.ssh.hostkey;
