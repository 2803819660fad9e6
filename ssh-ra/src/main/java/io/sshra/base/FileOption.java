package io.sshra.base;

import java.nio.file.OpenOption;

/** How a transfer opens a remote file. Hints: a file system that does not know them refuses them. */
public sealed interface FileOption extends OpenOption {

    /**
     * The file is read to its end, and this is how long it probably is: requests are made ahead up to there, and the end is looked for
     * with them.
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
