package io.sshra.transfer;

import io.sshra.SshTransferOptions;
import io.sshra.base.MoveOption;
import io.sshra.base.TimeLimit;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Gives complete files their final names. It replaces a file atomically, if the server can. Otherwise the old file is kept under a
 * temporary name until the new one has its name, so that no failure loses it. Thread-safe.
 */
final class Renaming {

    private final SshTransferOptions options;
    /** Whether a rename was seen to be done. Some servers announce the atomic one, answer that it is done, and do nothing. */
    private final AtomicBoolean proven = new AtomicBoolean();

    Renaming(SshTransferOptions options) {
        this.options = options;
    }

    void run(Path part, Path target) throws IOException {
        try {
            if (proven.get() || part.getFileSystem() == FileSystems.getDefault()) {
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, MoveOption.CHECKED);
                proven.set(true);
            }
            return;
        } catch (AtomicMoveNotSupportedException e) {
            // The server has no request for it, or does nothing.
        } catch (AccessDeniedException e) {
            throw e;
        } catch (FileSystemException refused) {
            if (!part.getFileSystem().isOpen() || !isThere(part)) {
                throw refused;
            }
        }
        inSteps(part, target);
    }

    private void inSteps(Path part, Path target) throws IOException {
        if (!isThere(target)) {
            plainly(part, target);
            return;
        }
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(target.toString(), null, "is a directory");
        }
        Path old = NewFile.temporary(target, options, UUID.randomUUID().toString());
        plainly(target, old);
        try {
            plainly(part, target);
        } catch (IOException e) {
            putBack(old, target, e);
            throw e;
        }
        try {
            Files.deleteIfExists(old);
        } catch (IOException e) {
            throw caused(new FileSystemException(old.toString(), target.toString(),
                    "is the old file, which can't be deleted; the new one is complete"), e);
        }
    }

    private static void putBack(Path old, Path target, IOException failure) {
        try {
            TimeLimit.cleanUp(() -> Files.move(old, target));
        } catch (IOException e) {
            failure.addSuppressed(caused(new FileSystemException(old.toString(), target.toString(), "is the old file, which can't be renamed"), e));
        }
    }

    /** Where nothing is to be replaced. */
    private static void plainly(Path from, Path to) throws IOException {
        try {
            Files.move(from, to);
        } catch (FileSystemException e) {
            throw caused(new FileSystemException(from.toString(), to.toString(),
                    "can't be renamed; where renaming is forbidden, use SshTransferOptions.withDirectWriting: " + e.getReason()), e);
        }
        if (isThere(from)) {
            throw new FileSystemException(from.toString(), to.toString(),
                    "is said to be renamed, but it is still there; use SshTransferOptions.withDirectWriting");
        }
    }

    private static boolean isThere(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static FileSystemException caused(FileSystemException failure, IOException cause) {
        failure.initCause(cause);
        return failure;
    }
}
