package io.sshra.ssh;

/** A channel was not opened. Nothing ran, so a retry is safe. */
public final class ChannelNotOpenedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean refused;

    /** @param refused true if the server refused it (RFC 4254 section 5.1), false if the connection was lost */
    public ChannelNotOpenedException(boolean refused, String message, Throwable cause) {
        super(message, cause);
        this.refused = refused;
    }

    /** True if the server refused it and the connection stays open; false if the connection was lost. */
    public boolean refused() {
        return refused;
    }
}
