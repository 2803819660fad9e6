package io.sshra;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * How {@link SshConnection#upload} and {@link SshConnection#download} work: an immutable value; each {@code with…} method
 * returns a new one. Null means the default.
 */
public final class SshTransferOptions {

    private static final SshTransferOptions DEFAULTS = new SshTransferOptions(false, false, false, StandardCharsets.UTF_8,
            progress -> true, null);

    private final boolean resumed;
    private final boolean timesKept;
    private final boolean permissionsKept;
    private final Charset charset;
    private final SshTransferListener listener;
    private final Duration timeout;

    private SshTransferOptions(boolean resumed, boolean timesKept, boolean permissionsKept, Charset charset,
            SshTransferListener listener, Duration timeout) {
        this.resumed = resumed;
        this.timesKept = timesKept;
        this.permissionsKept = permissionsKept;
        this.charset = charset;
        this.listener = listener;
        this.timeout = timeout;
    }

    /** From the start, without times and permissions, names in UTF-8, no listener, no time limit. */
    public static SshTransferOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Keeps what arrived of a file before a transfer failed, beside it under a temporary name. The next transfer with this
     * option continues from there, if the source has the same size and last-modified time and the target has the same name.
     */
    public SshTransferOptions withResume() {
        return new SshTransferOptions(true, timesKept, permissionsKept, charset, listener, timeout);
    }

    /** Keeps the times of last modification and access, to the second. */
    public SshTransferOptions withTimes() {
        return new SshTransferOptions(resumed, true, permissionsKept, charset, listener, timeout);
    }

    /** Keeps the POSIX permissions, where both sides have them. */
    public SshTransferOptions withPermissions() {
        return new SshTransferOptions(resumed, timesKept, true, charset, listener, timeout);
    }

    /** How remote file names are encoded. SFTP does not say. */
    public SshTransferOptions withCharset(Charset charset) {
        return new SshTransferOptions(resumed, timesKept, permissionsKept,
                charset == null ? DEFAULTS.charset : charset, listener, timeout);
    }

    /** Sets a listener for the progress of the transfer, which can cancel it. */
    public SshTransferOptions withListener(SshTransferListener listener) {
        return new SshTransferOptions(resumed, timesKept, permissionsKept, charset,
                listener == null ? DEFAULTS.listener : listener, timeout);
    }

    /**
     * Ends the transfer after this time with an {@link SshTimeoutException} ({@link SshErrorCode#TRANSFER_TIMEOUT}). It begins
     * when the SFTP channel is open: connecting and opening have time limits of their own. Cleaning up takes up to 2 s more. It
     * is checked while the transfer waits for the server, not while the listener runs. Null, the default, sets no limit.
     */
    public SshTransferOptions withTimeout(Duration timeout) {
        return new SshTransferOptions(resumed, timesKept, permissionsKept, charset, listener, timeout);
    }

    public boolean resumed() {
        return resumed;
    }

    public boolean timesKept() {
        return timesKept;
    }

    public boolean permissionsKept() {
        return permissionsKept;
    }

    /** Never null. */
    public Charset charset() {
        return charset;
    }

    /** Never null. */
    public SshTransferListener listener() {
        return listener;
    }

    /** The time limit, or null for none. */
    public Duration timeout() {
        return timeout;
    }
}
