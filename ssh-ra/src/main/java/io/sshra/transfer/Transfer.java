package io.sshra.transfer;

import io.sshra.SshTransferOptions;
import io.sshra.SshTransferResult;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One transfer of a file or a tree. Each file is written to a part beside its final name, which the part gets when it is
 * complete. Several small files of a tree are transferred at once. Symbolic links come last, so that nothing is written through one of
 * them. For one thread, on which the listener is called.
 */
public final class Transfer {

    /** Which side is remote. */
    public enum Direction {
        /** The target. */
        UPLOAD,
        /** The source. */
        DOWNLOAD
    }

    /** Larger files keep the connection busy by themselves. In bytes. */
    private static final long SMALL = 128 * 1024;

    private final Direction direction;
    private final SshTransferOptions options;
    private final Progress progress;
    private final Map<Path, Path> links = new LinkedHashMap<>();
    private final AtomicLong resumedBytes = new AtomicLong();
    private long skipped;

    public Transfer(Direction direction, SshTransferOptions options) {
        this.direction = direction;
        this.options = options;
        this.progress = new Progress(options.listener());
    }

    /**
     * Transfers it. Blocks; an interrupt ends it.
     *
     * @throws TransferCancelledException if the listener said so
     * @throws IOException                if it failed; a {@link FileSystemException} where one file is the reason
     */
    public SshTransferResult run(Path source, Path target) throws IOException {
        long started = System.nanoTime();
        BasicFileAttributes attributes = Files.readAttributes(source, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
            try (AtOnce smallFiles = new AtOnce()) {
                Files.walkFileTree(source, new Tree(source, target, smallFiles));
                smallFiles.awaitAll();
            }
            makeLinks();
        } else if (attributes.isRegularFile()) {
            file(source, target, attributes, progress);
        } else {
            throw new FileSystemException(source.toString(), null, "is neither a file nor a directory");
        }
        return new SshTransferResult(progress.files(), links.size(), skipped, progress.totalBytes(), resumedBytes.get(),
                Duration.ofNanos(System.nanoTime() - started));
    }

    // ---- trees ----

    private final class Tree extends SimpleFileVisitor<Path> {

        private final Path root;
        private final Path target;
        private final AtOnce smallFiles;

        Tree(Path root, Path target, AtOnce smallFiles) {
            this.root = root;
            this.target = target;
            this.smallFiles = smallFiles;
        }

        /** The name at the other side, which is that of an entry of the folder that the source's folder became. */
        private Path there(Path path) throws IOException {
            Path there = target;
            for (Path name : path.equals(root) ? root.getFileSystem().getPath("") : root.relativize(path)) {
                Path in = there;
                there = name.toString().isEmpty() ? in : in.resolve(name.toString());
                if (there != in && (!in.equals(there.getParent()) || !there.normalize().equals(in.normalize().resolve(there.getFileName())))) {
                    throw new FileSystemException(path.toString(), null, "has a name that leads elsewhere at the other side");
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
                LinkOption[] links = folder.equals(root) ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
                if (!Files.isDirectory(there, links)) {
                    throw new FileSystemException(there.toString(), null, "is there and no directory");
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
                smallFiles.add(() -> file(path, there, attributes, itsOwn), () -> progress.fileEnds(path.toString(), itsOwn));
            } else if (attributes.isRegularFile()) {
                file(path, there(path), attributes, progress);
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
                // A file that is made in it gives it another time, and may need the permission to be.
                smallFiles.awaitAll();
                keepAttributes(folder, there(folder), Files.readAttributes(folder, BasicFileAttributes.class));
            }
            return FileVisitResult.CONTINUE;
        }
    }

    private void makeLinks() throws IOException {
        for (Map.Entry<Path, Path> link : links.entrySet()) {
            Path there = link.getKey();
            Path target = there.getFileSystem().getPath(link.getValue().toString());
            try {
                Files.createSymbolicLink(there, target);
            } catch (FileAlreadyExistsException e) {
                if (!Files.isSymbolicLink(there)) {
                    throw e;
                }
                Files.delete(there);
                Files.createSymbolicLink(there, target);
            }
        }
    }

    // ---- files ----

    /** Several threads do this at once, each with progress of its own. */
    private void file(Path source, Path target, BasicFileAttributes attributes, Progress progress) throws IOException {
        Path part = target.resolveSibling(options.resumed() ? resumableName(target, attributes)
                : ".sshra-" + UUID.randomUUID() + ".part");
        try {
            content(source, part, attributes.size(), progress);
            keepAttributes(source, part, attributes);
            rename(part, target);
        } catch (IOException | RuntimeException e) {
            if (!options.resumed()) {
                deletePart(part, e);
            }
            throw e;
        }
        progress.fileEnds();
    }

    /** The same for each transfer of this state of the source to this target, and for no other. */
    private static String resumableName(Path target, BasicFileAttributes attributes) {
        String identity = target.getFileName() + "\0" + attributes.size() + "\0" + attributes.lastModifiedTime().toMillis();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
            return ".sshra-" + HexFormat.of().formatHex(hash, 0, 16) + ".part";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private void content(Path source, Path part, long size, Progress progress) throws IOException {
        long offset = options.resumed() ? sizeIfThere(part) : 0;
        if (offset > size) {
            offset = 0;
        }
        progress.fileStarts(source.toString(), size, offset);
        Set<StandardOpenOption> writing = offset > 0 ? Set.of(StandardOpenOption.WRITE)
                : options.resumed() ? Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)
                : Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        if (direction == Direction.UPLOAD) {
            upload(source, part, offset, size, writing, progress);
        } else {
            download(source, part, offset, size, writing, progress);
        }
        if (progress.fileBytes() != size) {
            throw new EOFException(source + " has become shorter while it was transferred");
        }
        resumedBytes.addAndGet(offset);
    }

    // The remote side does the transfer, in one call: it keeps many requests under way.

    private void upload(Path source, Path part, long offset, long size, Set<StandardOpenOption> writing, Progress progress)
            throws IOException {
        try (SeekableByteChannel in = Files.newByteChannel(source); FileChannel out = FileChannel.open(part, writing)) {
            in.position(offset);
            out.transferFrom(progress.counting((ReadableByteChannel) in), offset, size - offset);
        }
    }

    private void download(Path source, Path part, long offset, long size, Set<StandardOpenOption> writing, Progress progress)
            throws IOException {
        try (FileChannel in = FileChannel.open(source); SeekableByteChannel out = Files.newByteChannel(part, writing)) {
            out.position(offset);
            in.transferTo(offset, size - offset, progress.counting((WritableByteChannel) out));
        }
    }

    private static long sizeIfThere(Path part) throws IOException {
        try {
            return Files.size(part);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private static void deletePart(Path part, Exception failure) {
        FileSystem fileSystem = part.getFileSystem();
        boolean interrupted = Thread.interrupted();
        try {
            if (fileSystem.isOpen()) {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void rename(Path part, Path target) throws IOException {
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void keepAttributes(Path source, Path there, BasicFileAttributes attributes) throws IOException {
        if (options.permissionsKept() && hasPermissions(source) && hasPermissions(there)) {
            Files.setPosixFilePermissions(there, Files.readAttributes(source, PosixFileAttributes.class).permissions());
        }
        if (options.timesKept()) {
            Files.getFileAttributeView(there, BasicFileAttributeView.class)
                    .setTimes(attributes.lastModifiedTime(), attributes.lastAccessTime(), null);
        }
    }

    private static boolean hasPermissions(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
