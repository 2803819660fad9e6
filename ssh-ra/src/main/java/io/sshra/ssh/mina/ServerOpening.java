package io.sshra.ssh.mina;

/**
 * The numbers of a server's request to open a channel (RFC 4254 section 5.1).
 *
 * @param sender its number of the channel
 * @param window how much it takes at first, in bytes
 * @param packet how much it takes at once, in bytes
 */
record ServerOpening(long sender, long window, long packet) {
}
