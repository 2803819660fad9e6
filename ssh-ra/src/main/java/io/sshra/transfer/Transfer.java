package io.sshra.transfer;

import io.sshra.SshTransferOptions;
import io.sshra.SshTransferResult;
import io.sshra.base.TimeLimit;
import io.sshra.base.TimeLimitException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;

/**
 * One transfer of a file or a tree. For one thread, on which the listener is called.
 *
 * <p>An interrupt, the time limit and the listener end it. The clean-up (closing files, deleting partial files, ending its threads) takes
 * at most {@link TimeLimit#WAY_OUT}. If the server does not answer in that time, a partial file remains.
 */
public final class Transfer {

    /** Which side is remote. */
    public enum Direction {
        /** The target is remote. */
        UPLOAD,
        /** The source is remote. */
        DOWNLOAD
    }

    private final SshTransferOptions options;
    private final PartTransfer files;
    private final Progress progress;

    public Transfer(Direction direction, SshTransferOptions options) {
        this.options = options;
        this.files = new PartTransfer(direction, options);
        this.progress = new Progress(options.listener());
    }

    /**
     * Transfers the file or tree. Blocks.
     *
     * @throws TransferCancelledException                  if the listener cancelled the transfer
     * @throws TransferTimeoutException                    if its time limit has passed
     * @throws java.nio.channels.ClosedByInterruptException if the thread was interrupted; it stays interrupted
     * @throws IOException                                 if the transfer failed; a {@link FileSystemException} if one file is
     *         the reason
     */
    public SshTransferResult run(Path source, Path target) throws IOException {
        long started = System.nanoTime();
        TimeLimit limit = TimeLimit.of(options.timeout());
        TreeTransfer tree = new TreeTransfer(source, target, options, files, progress);
        try {
            limit.run(() -> run(source, target, tree, limit));
        } catch (TimeLimitException e) {
            if (!limit.timedOut()) {
                throw e;
            }
            throw new TransferTimeoutException(progress.source(), options.timeout(), e);
        }
        return new SshTransferResult(progress.files(), tree.links(), tree.skipped(), progress.totalBytes(), files.resumedBytes(),
                Duration.ofNanos(System.nanoTime() - started));
    }

    private void run(Path source, Path target, TreeTransfer tree, TimeLimit limit) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(source, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
            tree.run(limit);
        } else if (attributes.isRegularFile()) {
            files.run(source, target, attributes, progress);
        } else {
            throw new FileSystemException(source.toString(), null, "is neither a file nor a directory");
        }
    }
}
