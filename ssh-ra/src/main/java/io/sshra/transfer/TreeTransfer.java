package io.sshra.transfer;

import io.sshra.SshTransferOptions;
import io.sshra.base.TimeLimit;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The transfer of a tree. Several small files are transferred at once. Symbolic links are made last, so that nothing is written
 * through one. For one thread.
 */
final class TreeTransfer extends SimpleFileVisitor<Path> {

    /** A larger file keeps the connection busy by itself. In bytes. */
    private static final long SMALL = 128 * 1024;

    private final Path root;
    private final Path target;
    private final SshTransferOptions options;
    private final PartTransfer files;
    private final Progress progress;
    private final Map<Path, Path> links = new LinkedHashMap<>();
    private Workers smallFiles;
    private long skipped;

    TreeTransfer(Path root, Path target, SshTransferOptions options, PartTransfer files, Progress progress) {
        this.root = root;
        this.target = target;
        this.options = options;
        this.files = files;
        this.progress = progress;
    }

    /** @param limit of the whole transfer */
    void run(TimeLimit limit) throws IOException {
        try (Workers workers = new Workers(limit)) {
            smallFiles = workers;
            Files.walkFileTree(root, this);
            workers.awaitAll();
        }
        makeLinks();
    }

    /** The number of links made. */
    long links() {
        return links.size();
    }

    /** The number of files of other types that were left out. */
    long skipped() {
        return skipped;
    }

    /** The path on the other side. It must be an entry of the folder that corresponds to the source's folder. */
    private Path there(Path path) throws IOException {
        Path there = target;
        for (Path name : path.equals(root) ? root.getFileSystem().getPath("") : root.relativize(path)) {
            Path in = there;
            there = name.toString().isEmpty() ? in : in.resolve(name.toString());
            if (there != in && (!in.equals(there.getParent()) || !there.normalize().equals(in.normalize().resolve(there.getFileName())))) {
                throw new FileSystemException(path.toString(), null, "has a name that leads elsewhere on the other side");
            }
        }
        return there;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
        Path there = there(folder);
        try {
            Files.createDirectory(there);
        } catch (FileAlreadyExistsException e) {
            LinkOption[] followed = folder.equals(root) ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
            if (!Files.isDirectory(there, followed)) {
                throw new FileSystemException(there.toString(), null, "exists and is no directory");
            }
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
        if (attributes.isRegularFile() && attributes.size() <= SMALL) {
            Path there = there(path);
            Progress itsOwn = new Progress(toldLater -> true);
            progress.fileStarts(path.toString(), attributes.size(), 0);
            smallFiles.add(() -> files.run(path, there, attributes, itsOwn), () -> progress.fileEnds(path.toString(), itsOwn));
        } else if (attributes.isRegularFile()) {
            files.run(path, there(path), attributes, progress);
        } else if (attributes.isSymbolicLink()) {
            links.put(there(path), Files.readSymbolicLink(path));
        } else {
            skipped++;
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (options.timesKept() || options.permissionsKept()) {
            // A file that is created in the folder changes its time, and may need its permissions.
            smallFiles.awaitAll();
            files.keepAttributes(folder, there(folder), Files.readAttributes(folder, BasicFileAttributes.class));
        }
        return FileVisitResult.CONTINUE;
    }

    private void makeLinks() throws IOException {
        for (Map.Entry<Path, Path> link : links.entrySet()) {
            Path there = link.getKey();
            Path leadsTo = there.getFileSystem().getPath(link.getValue().toString());
            try {
                Files.createSymbolicLink(there, leadsTo);
            } catch (FileAlreadyExistsException e) {
                if (!Files.isSymbolicLink(there)) {
                    throw e;
                }
                Files.delete(there);
                Files.createSymbolicLink(there, leadsTo);
            }
        }
    }
}
