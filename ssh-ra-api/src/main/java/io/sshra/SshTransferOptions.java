package io.sshra;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * How {@link SshConnection#upload} and {@link SshConnection#download} go about it: a value, each {@code with…} gives a new
 * one. Null is taken for what is the default.
 */
public final class SshTransferOptions {

    private static final SshTransferOptions DEFAULTS = new SshTransferOptions(false, false, false, StandardCharsets.UTF_8,
            progress -> true);

    private final boolean resumed;
    private final boolean timesKept;
    private final boolean permissionsKept;
    private final Charset charset;
    private final SshTransferListener listener;

    private SshTransferOptions(boolean resumed, boolean timesKept, boolean permissionsKept, Charset charset,
            SshTransferListener listener) {
        this.resumed = resumed;
        this.timesKept = timesKept;
        this.permissionsKept = permissionsKept;
        this.charset = charset;
        this.listener = listener;
    }

    /** From the start, without times and permissions, names in UTF-8, nobody listening. */
    public static SshTransferOptions defaults() {
        return DEFAULTS;
    }

    /**
     * What arrived of a file before a transfer broke is kept beside it under a temporary name, and goes on from there the
     * next time that the same file, of the same size and last-modified time, is transferred to the same name with this
     * option.
     */
    public SshTransferOptions withResume() {
        return new SshTransferOptions(true, timesKept, permissionsKept, charset, listener);
    }

    /** Keeps the times of last modification and access, to the second. */
    public SshTransferOptions withTimes() {
        return new SshTransferOptions(resumed, true, permissionsKept, charset, listener);
    }

    /** Keeps the POSIX permissions, where both sides have them. */
    public SshTransferOptions withPermissions() {
        return new SshTransferOptions(resumed, timesKept, true, charset, listener);
    }

    /** How remote file names are encoded; SFTP says nothing of it. */
    public SshTransferOptions withCharset(Charset charset) {
        return new SshTransferOptions(resumed, timesKept, permissionsKept,
                charset == null ? DEFAULTS.charset : charset, listener);
    }

    /** Is told how far it is, and can cancel. */
    public SshTransferOptions withListener(SshTransferListener listener) {
        return new SshTransferOptions(resumed, timesKept, permissionsKept, charset,
                listener == null ? DEFAULTS.listener : listener);
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
}
