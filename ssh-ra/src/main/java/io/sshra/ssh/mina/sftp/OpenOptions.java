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
 * @param modes        how it is opened at the server
 * @param expectedSize up to where it is read ahead, in bytes; -1 for as far as a read goes
 * @param mostUnderWay see {@link FileOption.CutOnFailure}; -1 if it was not given
 */
record OpenOptions(boolean readable, boolean writable, boolean appending, boolean deletedOnClose, Set<OpenMode> modes,
        long expectedSize, long mostUnderWay) {

    /** For reading only. */
    static final OpenOptions READING = of(Set.of(StandardOpenOption.READ));

    /**
     * @throws UnsupportedOperationException for an option that SFTP does not have
     * @throws IllegalArgumentException      if the options contradict each other
     */
    static OpenOptions of(Set<? extends OpenOption> options) {
        long expectedSize = -1;
        long mostUnderWay = -1;
        for (OpenOption option : options) {
            if (option instanceof FileOption.ExpectedSize expected) {
                expectedSize = expected.bytes();
            } else if (option instanceof FileOption.CutOnFailure cut) {
                mostUnderWay = cut.mostUnderWay();
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
        return new OpenOptions(readable, writable, appending, options.contains(StandardOpenOption.DELETE_ON_CLOSE),
                modes(options, readable, writable), expectedSize, mostUnderWay);
    }

    private static Set<OpenMode> modes(Set<? extends OpenOption> options, boolean readable, boolean writable) {
        Set<OpenMode> modes = EnumSet.noneOf(OpenMode.class);
        if (readable) {
            modes.add(OpenMode.Read);
        }
        if (writable) {
            modes.add(OpenMode.Write);
            if (options.contains(StandardOpenOption.APPEND)) {
                modes.add(OpenMode.Append);
            }
            if (options.contains(StandardOpenOption.CREATE_NEW)) {
                // Servers of ssh2 for Node.js know EXCL only together with TRUNC.
                modes.addAll(Set.of(OpenMode.Create, OpenMode.Exclusive, OpenMode.Truncate));
            } else {
                if (options.contains(StandardOpenOption.CREATE)) {
                    modes.add(OpenMode.Create);
                }
                if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
                    modes.add(OpenMode.Truncate);
                }
            }
        }
        return modes;
    }

    /**
     * How it is opened first: with READ, if its content is to stay. Opened with WRITE alone, Erlang and rclone empty it, and servers of ssh2
     * refuse it.
     */
    Set<OpenMode> modesToTry() {
        if (!writable || modes.contains(OpenMode.Truncate) || appending) {
            return modes;
        }
        Set<OpenMode> more = EnumSet.copyOf(modes);
        more.add(OpenMode.Read);
        return more;
    }

    boolean cutOnFailure() {
        return mostUnderWay >= 0;
    }

    boolean truncating() {
        return modes.contains(OpenMode.Truncate) && !exclusive();
    }

    boolean exclusive() {
        return modes.contains(OpenMode.Exclusive);
    }
}
