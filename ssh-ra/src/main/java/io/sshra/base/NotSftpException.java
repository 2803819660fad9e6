package io.sshra.base;

import java.io.IOException;

/**
 * What came on an SFTP channel is not SFTP: text of the server, for instance, or answers to requests that were not made. The channel has
 * ended; the connection goes on.
 */
public final class NotSftpException extends IOException {

    private static final long serialVersionUID = 1L;

    private final boolean silent;

    /**
     * @param message what the server said, made visible, on one line
     * @param cause   may be null
     */
    public NotSftpException(String message, Throwable cause) {
        this(message, false, cause);
    }

    /**
     * The same.
     *
     * @param silent see {@link #isSilent}
     */
    public NotSftpException(String message, boolean silent, Throwable cause) {
        super(message, cause);
        this.silent = silent;
    }

    /** Whether the server has sent nothing at all on the channel. It may have SFTP a moment later. */
    public boolean isSilent() {
        return silent;
    }
}
