package io.sshra.transfer;

import io.sshra.SshTransferOptions;
import io.sshra.base.TimeLimit;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * A file that a transfer writes from the start: under a temporary name beside its target, or directly. For one thread.
 *
 * <pre>
 *   not there ──open──▶ incomplete ──complete──▶ under its final name
 *                            └───────discard────▶ deleted
 * </pre>
 */
final class NewFile {

    /** A way to open a file. */
    @FunctionalInterface
    interface Opener<T> {
        T open(Path file, Set<OpenOption> options) throws IOException;
    }

    /** For a file that is not there. */
    static final Set<OpenOption> CREATING = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    /** For a file that may be there. */
    static final Set<OpenOption> REPLACING = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);

    private final Path target;
    private final Path path;
    private final boolean mayBeThere;
    private boolean opened;

    private NewFile(Path target, Path path, boolean mayBeThere) {
        this.target = target;
        this.path = path;
        this.mayBeThere = mayBeThere;
    }

    static NewFile of(Path target, SshTransferOptions options, PartNames names) {
        if (options.directlyWritten()) {
            return new NewFile(target, target, true);
        }
        PartNames.Part part = names.next();
        return new NewFile(target, temporary(target, options, part.middle()), part.mayBeThere());
    }

    /** The path of a temporary name beside the target. */
    static Path temporary(Path target, SshTransferOptions options, String middle) {
        return target.resolveSibling(options.temporaryPrefix() + middle + options.temporarySuffix());
    }

    Path path() {
        return path;
    }

    <T> T open(Opener<T> opener) throws IOException {
        T channel = path.equals(target) ? openedDirectly(opener)
                : opened(path, mayBeThere ? REPLACING : CREATING, opener);
        opened = true;
        return channel;
    }

    /** A link is replaced, as by a rename: it may lead out of the tree, and an earlier transfer may have made it. */
    private <T> T openedDirectly(Opener<T> opener) throws IOException {
        if (Files.isSymbolicLink(path)) {
            Files.delete(path);
        }
        return opener.open(path, REPLACING);
    }

    /**
     * Opens a file, which must not exist if the options have CREATE_NEW. A server that refuses to open a file in this way is asked
     * whether it exists: nobody else uses the name of a part.
     */
    static <T> T opened(Path part, Set<OpenOption> options, Opener<T> opener) throws IOException {
        try {
            return opener.open(part, options);
        } catch (FileAlreadyExistsException | NoSuchFileException | AccessDeniedException e) {
            throw e;
        } catch (FileSystemException refused) {
            if (!options.contains(StandardOpenOption.CREATE_NEW) || !part.getFileSystem().isOpen()
                    || Files.exists(part, LinkOption.NOFOLLOW_LINKS)) {
                throw refused;
            }
            Set<OpenOption> others = new HashSet<>(options);
            others.remove(StandardOpenOption.CREATE_NEW);
            others.add(StandardOpenOption.CREATE);
            others.add(StandardOpenOption.TRUNCATE_EXISTING);
            try {
                return opener.open(part, others);
            } catch (IOException e) {
                refused.addSuppressed(e);
                throw refused;
            }
        }
    }

    void complete(Renaming renaming) throws IOException {
        if (!path.equals(target)) {
            renaming.run(path, target);
        }
    }

    /** Deletes what was written, after a failure. A file that could not be opened is left as it is. */
    void discard(Throwable failure) {
        if (opened) {
            delete(path, failure);
        }
    }

    static void delete(Path part, Throwable failure) {
        try {
            TimeLimit.cleanUp(() -> {
                if (part.getFileSystem().isOpen()) {
                    Files.deleteIfExists(part);
                }
            });
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
