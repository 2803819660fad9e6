package io.sshra.transfer;

import io.sshra.SshTransferOptions;
import io.sshra.SshTransferResult;
import io.sshra.base.TimeLimit;
import io.sshra.base.TimeLimitException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;

/**
 * One transfer of a file, a tree or a stream. For one thread, on which the listener is called.
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

    /** A part of the transfer. */
    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }

    private final SshTransferOptions options;
    private final PartTransfer files;
    private final Progress progress;
    private final long started = System.nanoTime();
    private TimeLimit limit;

    /** Its time begins now. */
    public Transfer(Direction direction, SshTransferOptions options) {
        this.options = options;
        this.files = new PartTransfer(direction, options);
        this.progress = new Progress(options.listener());
        this.limit = TimeLimit.of(options.timeout());
    }

    /**
     * Begins again, on another file system of the same server: the first attempt has ended without an answer, and nothing but the creation
     * of a part or a folder was requested. Its time goes on.
     */
    public void again() {
        files.again();
        Duration timeout = options.timeout();
        limit = TimeLimit.of(timeout == null ? null : timeout.minusNanos(System.nanoTime() - started));
    }

    /**
     * The path of a name on the server, which is asked how it writes names if this one begins like one of Windows. Blocks.
     *
     * @throws IOException as {@link #run(Path, Path)}
     */
    public Path path(FileSystem server, String name) throws IOException {
        return within(() -> server.getPath(name));
    }

    /**
     * Transfers the file or tree. Blocks.
     *
     * @throws TransferCancelledException                  if the listener cancelled the transfer
     * @throws TransferTimeoutException                    if its time limit has passed
     * @throws ClosedByInterruptException                  if the thread was interrupted; it stays interrupted
     * @throws IOException                                 if the transfer failed; a {@link FileSystemException} if one file is
     *         the reason
     */
    public SshTransferResult run(Path source, Path target) throws IOException {
        TreeTransfer tree = new TreeTransfer(source, target, options, files, progress);
        return run(() -> run(source, target, tree), tree);
    }

    /**
     * Uploads a stream, which is not closed. Blocks.
     *
     * @throws IOException as {@link #run(Path, Path)}
     */
    public SshTransferResult run(InputStream source, Path target) throws IOException {
        return run(() -> files.whole().upload(source, target, progress), null);
    }

    /**
     * Downloads a file to a stream, which is not closed. Blocks.
     *
     * @throws IOException as {@link #run(Path, Path)}
     */
    public SshTransferResult run(Path source, OutputStream target) throws IOException {
        return run(() -> files.whole().download(source, target, progress), null);
    }

    /** @param tree null for a stream */
    private SshTransferResult run(TimeLimit.Work work, TreeTransfer tree) throws IOException {
        within(() -> {
            work.run();
            return null;
        });
        return SshTransferResult.builder().files(progress.files()).links(tree == null ? 0 : tree.links()).skipped(tree == null ? 0 : tree.skipped())
                .bytes(progress.totalBytes()).resumedBytes(files.resumedBytes()).duration(Duration.ofNanos(System.nanoTime() - started)).build();
    }

    private <T> T within(Work<T> work) throws IOException {
        try {
            return limit.call(work::run);
        } catch (IOException e) {
            throw explained(e);
        } catch (UncheckedIOException e) {
            throw explained(e.getCause());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private IOException explained(IOException failure) {
        if (failure instanceof TimeLimitException && limit.timedOut()) {
            return new TransferTimeoutException(progress.source(), options.timeout(), failure);
        }
        if (failure instanceof InterruptedIOException && Thread.currentThread().isInterrupted()) {
            return (IOException) new ClosedByInterruptException().initCause(failure);
        }
        return failure;
    }

    private void run(Path source, Path target, TreeTransfer tree) throws IOException {
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
