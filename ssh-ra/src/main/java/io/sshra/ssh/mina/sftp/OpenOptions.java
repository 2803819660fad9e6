package io.sshra.ssh.mina.sftp;

import io.sshra.base.FileOption;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;

/**
 * What the options given to {@link java.nio.file.Files} mean for a remote file.
 *
 * @param modes        how the server opens the file
 * @param expectedSize up to where to read ahead, in bytes; -1 for no further than each read
 * @param cutOnFailure see {@link FileOption.CutOnFailure}
 */
record OpenOptions(boolean readable, boolean writable, boolean appending, boolean deletedOnClose, Set<OpenMode> modes,
        long expectedSize, boolean cutOnFailure) {

    /** For reading only. */
    static final OpenOptions READING = of(Set.of(StandardOpenOption.READ));

    /**
     * @throws UnsupportedOperationException for an option that SFTP does not have
     * @throws IllegalArgumentException      if the options contradict each other
     */
    static OpenOptions of(Set<? extends OpenOption> options) {
        long expectedSize = -1;
        boolean cutOnFailure = false;
        for (OpenOption option : options) {
            if (option instanceof FileOption.ExpectedSize expected) {
                expectedSize = expected.bytes();
            } else if (option instanceof FileOption.CutOnFailure) {
                cutOnFailure = true;
            } else if (!(option instanceof StandardOpenOption) && option != LinkOption.NOFOLLOW_LINKS) {
                throw new UnsupportedOperationException("SFTP has no open option " + option);
            }
        }
        boolean appending = options.contains(StandardOpenOption.APPEND);
        boolean truncating = options.contains(StandardOpenOption.TRUNCATE_EXISTING);
        if (appending && (truncating || options.contains(StandardOpenOption.READ))) {
            throw new IllegalArgumentException("APPEND can't be combined with READ or TRUNCATE_EXISTING");
        }
        boolean writable = appending || options.contains(StandardOpenOption.WRITE);
        boolean readable = options.contains(StandardOpenOption.READ) || !writable;
        Set<OpenMode> modes = EnumSet.noneOf(OpenMode.class);
        if (readable) {
            modes.add(OpenMode.Read);
        }
        if (writable) {
            modes.add(OpenMode.Write);
            if (appending) {
                modes.add(OpenMode.Append);
            }
            if (options.contains(StandardOpenOption.CREATE_NEW)) {
                modes.add(OpenMode.Create);
                modes.add(OpenMode.Exclusive);
            } else if (options.contains(StandardOpenOption.CREATE)) {
                modes.add(OpenMode.Create);
            }
            if (truncating) {
                modes.add(OpenMode.Truncate);
            }
        }
        return new OpenOptions(readable, writable, appending, options.contains(StandardOpenOption.DELETE_ON_CLOSE), modes,
                expectedSize, cutOnFailure);
    }

    boolean exclusive() {
        return modes.contains(OpenMode.Exclusive);
    }
}
