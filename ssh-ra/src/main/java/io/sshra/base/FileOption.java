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
     * If a {@link java.nio.channels.FileChannel#transferFrom} fails, the file is cut to what was written without a gap, as far as the
     * server answers: a later transfer can go on from the file's size. If it does not answer, a gap is only in the last bytes of the file.
     *
     * @param mostUnderWay how many bytes these are at most: more than that are never sent beyond what the server has written for certain
     */
    record CutOnFailure(long mostUnderWay) implements FileOption {
    }
}
