package io.sshra.base;

import java.nio.file.OpenOption;

/** How a transfer opens a remote file. A file system that does not know these options refuses them. */
public sealed interface FileOption extends OpenOption {

    /**
     * The probable size of a file that is read to its end. Requests are sent ahead up to this size, and one to find the end.
     *
     * @param bytes 0 if unknown
     */
    record ExpectedSize(long bytes) implements FileOption {
    }

    /**
     * If a {@link java.nio.channels.FileChannel#transferFrom} fails, the file is cut to what was written without a gap, if the
     * server still answers. A later transfer can continue from the file's size.
     */
    record CutOnFailure() implements FileOption {
    }
}
