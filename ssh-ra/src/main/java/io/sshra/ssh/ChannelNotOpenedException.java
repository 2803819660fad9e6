package io.sshra.ssh;

/** A channel was not opened. Nothing ran, so a retry is safe. */
public final class ChannelNotOpenedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why a channel was not opened. */
    public enum Why {
        /** The connection was gone. */
        GONE,
        /** The server has no room for one more channel now. The connection goes on. */
        NO_ROOM,
        /** The server refuses the request on a channel that was opened before it was needed. Another one is tried. */
        STALE,
        /** The server does not open such a channel. The connection goes on, but a later attempt would be refused, too. */
        REFUSED
    }

    private final Why why;

    /** @param message has the server's reason if it refused the channel (RFC 4254 section 5.1) */
    public ChannelNotOpenedException(Why why, String message, Throwable cause) {
        super(message, cause);
        this.why = why;
    }

    public Why why() {
        return why;
    }
}
