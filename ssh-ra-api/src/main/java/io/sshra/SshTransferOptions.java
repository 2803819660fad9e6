package io.sshra;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How {@link SshConnection#upload} and {@link SshConnection#download} work: an immutable value; each {@code with…} method
 * returns a new one. Options that exclude each other throw {@link IllegalArgumentException}.
 *
 * @since 1.0
 */
public final class SshTransferOptions {

    /** How temporary names begin by default. */
    public static final String DEFAULT_TEMPORARY_PREFIX = ".sshra-";

    /** How temporary names end by default. */
    public static final String DEFAULT_TEMPORARY_SUFFIX = ".part";

    private static final SshTransferOptions DEFAULTS = new SshTransferOptions(false, false, false, StandardCharsets.UTF_8,
            progress -> true, null, new Writing(false, false, DEFAULT_TEMPORARY_PREFIX, DEFAULT_TEMPORARY_SUFFIX));

    private static final int LONGEST_NAME_PART = 100;

    private final boolean resumed;
    private final boolean timesKept;
    private final boolean permissionsKept;
    private final Charset charset;
    private final SshTransferListener listener;
    private final @Nullable Duration timeout;
    private final Writing writing;

    /** How files are written: directly, or under a temporary name that begins and ends like this. */
    private record Writing(boolean scp, boolean direct, String prefix, String suffix) {
    }

    private SshTransferOptions(boolean resumed, boolean timesKept, boolean permissionsKept, Charset charset,
            SshTransferListener listener, @Nullable Duration timeout, Writing writing) {
        if (resumed && (writing.direct || writing.scp)) {
            throw Checks.invalid("a transfer with direct writing or by SCP can't be resumed", "leave out one of these options");
        }
        this.resumed = resumed;
        this.timesKept = timesKept;
        this.permissionsKept = permissionsKept;
        this.charset = charset;
        this.listener = listener;
        this.timeout = timeout;
        this.writing = writing;
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
        return withResume(true);
    }

    /** Whether what arrived is kept and continued, as with {@link #withResume()}. The default is false. */
    public SshTransferOptions withResume(boolean resume) {
        return new SshTransferOptions(resume, timesKept, permissionsKept, charset, listener, timeout, writing);
    }

    /** Keeps the times of last modification and access, to the second. */
    public SshTransferOptions withTimes() {
        return withTimes(true);
    }

    /** Whether times are kept, as with {@link #withTimes()}. The default is false. */
    public SshTransferOptions withTimes(boolean keep) {
        return new SshTransferOptions(resumed, keep, permissionsKept, charset, listener, timeout, writing);
    }

    /** Keeps the POSIX permissions, where both sides have them. */
    public SshTransferOptions withPermissions() {
        return withPermissions(true);
    }

    /** Whether permissions are kept, as with {@link #withPermissions()}. The default is false. */
    public SshTransferOptions withPermissions(boolean keep) {
        return new SshTransferOptions(resumed, timesKept, keep, charset, listener, timeout, writing);
    }

    /**
     * How remote file names are encoded, UTF-8 by default. SFTP does not say.
     *
     * @throws IllegalArgumentException if it is null
     */
    public SshTransferOptions withCharset(Charset charset) {
        return new SshTransferOptions(resumed, timesKept, permissionsKept,
                Checks.notNull(charset, "the charset of the file names", "give UTF-8 for the default"), listener, timeout, writing);
    }

    /** Sets a listener for the progress of the transfer, which can cancel it. Null, the default, is none. */
    public SshTransferOptions withListener(@Nullable SshTransferListener listener) {
        return new SshTransferOptions(resumed, timesKept, permissionsKept, charset,
                listener == null ? DEFAULTS.listener : listener, timeout, writing);
    }

    /**
     * Ends the transfer after this time with an {@link SshTimeoutException} ({@link SshErrorCode#TRANSFER_TIMEOUT}). It begins
     * when the SFTP channel is open: connecting and opening have time limits of their own. Cleaning up takes up to 2 s more. It
     * is checked while the transfer waits for the server, not while the listener runs. Null, the default, sets no limit.
     *
     * @throws IllegalArgumentException if the time is zero, negative, or longer than 292 years
     */
    public SshTransferOptions withTimeout(@Nullable Duration timeout) {
        Checks.timeout(timeout);
        return new SshTransferOptions(resumed, timesKept, permissionsKept, charset, listener, timeout, writing);
    }

    /**
     * Chooses the temporary name under which each file is written beside its final one, for servers that filter names and for
     * programs that take files by their names. Between these two parts are up to 40 letters, digits and hyphens, which differ for
     * each transfer. The defaults are {@link #DEFAULT_TEMPORARY_PREFIX} and {@link #DEFAULT_TEMPORARY_SUFFIX}.
     *
     * @param prefix not null; may be empty
     * @param suffix not null; may be empty
     * @throws IllegalArgumentException if one of them is null, has a slash, a backslash or a NUL character, or is longer than 100
     *                                  characters
     */
    public SshTransferOptions withTemporaryName(String prefix, String suffix) {
        return new SshTransferOptions(resumed, timesKept, permissionsKept, charset, listener, timeout,
                new Writing(writing.scp, false, namePart(prefix, "the prefix of a temporary name"), namePart(suffix, "the suffix of a temporary name")));
    }

    private static String namePart(String part, String what) {
        String advice = "give up to " + LONGEST_NAME_PART + " characters without slashes";
        if (Checks.notNull(part, what, advice).length() > LONGEST_NAME_PART || part.indexOf('/') >= 0 || part.indexOf('\\') >= 0) {
            throw Checks.invalid(what + " is invalid", advice);
        }
        Checks.noNul(part, what);
        return part;
    }

    /**
     * Writes each file under its final name from the start, for servers that forbid renaming, that accept certain names only, or that
     * take a file when it is closed. Then a reader can see an incomplete file, and a file that was there is lost when the transfer
     * begins. A file whose transfer fails is deleted, if the server still answers and allows that. It can't be combined with
     * {@link #withResume}.
     */
    public SshTransferOptions withDirectWriting() {
        return withDirectWriting(true);
    }

    /** Whether each file has its final name from the start, as with {@link #withDirectWriting()}. The default is false. */
    public SshTransferOptions withDirectWriting(boolean direct) {
        return new SshTransferOptions(resumed, timesKept, permissionsKept, charset, listener, timeout,
                new Writing(writing.scp, direct, writing.prefix, writing.suffix));
    }

    /**
     * Transfers by SCP, that is by the server's program {@code scp}, for devices without SFTP. SCP does less than SFTP: an upload is
     * written under the final name from the start, as with {@link #withDirectWriting}, and a part of it remains if it fails. Symbolic
     * links are left out of uploads and followed in downloads. It can't be combined with {@link #withResume}, and not be used for
     * streams. An uploaded file whose target is a folder is put into that folder.
     */
    public SshTransferOptions withScp() {
        return withScp(true);
    }

    /** Whether SCP is used, as with {@link #withScp()}. The default is false. */
    public SshTransferOptions withScp(boolean scp) {
        return new SshTransferOptions(resumed, timesKept, permissionsKept, charset, listener, timeout,
                new Writing(scp, writing.direct, writing.prefix, writing.suffix));
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
    public @Nullable Duration timeout() {
        return timeout;
    }

    /** Whether files are transferred by SCP. */
    public boolean scp() {
        return writing.scp;
    }

    /** Whether files are written under their final names from the start. */
    public boolean directlyWritten() {
        return writing.direct;
    }

    /** How temporary names begin. Never null. */
    public String temporaryPrefix() {
        return writing.prefix;
    }

    /** How temporary names end. Never null. */
    public String temporarySuffix() {
        return writing.suffix;
    }
}
