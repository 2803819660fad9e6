package io.sshra.ssh.hostkey;

/** A line of a known_hosts file is invalid. The message says why. */
final class InvalidLineException extends Exception {

    private static final long serialVersionUID = 1;

    private final boolean revocation;

    /** @param revocation whether the line is meant to revoke a key */
    InvalidLineException(String why, boolean revocation, Throwable cause) {
        super(why, cause);
        this.revocation = revocation;
    }

    boolean isRevocation() {
        return revocation;
    }
}
