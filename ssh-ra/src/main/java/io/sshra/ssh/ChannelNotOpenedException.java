package io.sshra.ssh;

/** A channel did not come about: nothing ran, and to try again is safe. */
public final class ChannelNotOpenedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean refused;

    /**
     * @param refused true if the server refused it (RFC 4254 section 5.1), false if the connection was gone
     */
    public ChannelNotOpenedException(boolean refused, String message, Throwable cause) {
        super(message, cause);
        this.refused = refused;
    }

    /** True if the server refused it and the connection goes on; false if the connection was gone. */
    public boolean refused() {
        return refused;
    }
}
