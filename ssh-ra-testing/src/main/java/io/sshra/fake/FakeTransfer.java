package io.sshra.fake;

import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionLostException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshTransferOptions;
import io.sshra.SshTransferProgress;
import io.sshra.SshTransferResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A transfer between two file systems. A file is complete under its name, or not there. Nothing is resumed. */
final class FakeTransfer implements FakeResource {

    /** What is transferred to or from a path of the machine. */
    interface Work {
        void run(FakeTransfer transfer, Path remote) throws IOException, SshException;
    }

    private final SshTransferOptions options;
    private final Map<Path, Path> linksToMake = new LinkedHashMap<>();
    private long files;
    private long links;
    private long skipped;
    private long bytes;
    /** Why it must not go on; null if it may. */
    private volatile SshErrorCode stopped;

    FakeTransfer(SshTransferOptions options) {
        this.options = options;
    }

    SshTransferResult run(Work work, Path remote) throws SshException {
        long began = System.nanoTime();
        try {
            work.run(this, remote);
            return SshTransferResult.builder().files(files).links(links).skipped(skipped).bytes(bytes)
                    .duration(Duration.ofNanos(System.nanoTime() - began)).build();
        } catch (IOException e) {
            throw new SshException(SshErrorCode.TRANSFER_FAILED, "the transfer of " + remote + " failed: " + e, e);
        }
    }

    /** A file or a tree. */
    void copy(Path source, Path target) throws IOException, SshException {
        if (!Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS)) {
            copyOne(source, target, Files.readAttributes(source, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
            makeLinks();
            return;
        }
        SshException[] failure = new SshException[1];
        Files.walkFileTree(source, new SimpleFileVisitor<>() {

            private Path there(Path path) {
                Path there = target;
                for (Path name : source.relativize(path)) {
                    there = name.toString().isEmpty() ? there : there.resolve(name.toString());
                }
                return there;
            }

            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (!Files.isDirectory(there(folder))) {
                    Files.createDirectory(there(folder));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    copyOne(file, there(file), attributes);
                    return FileVisitResult.CONTINUE;
                } catch (SshException e) {
                    failure[0] = e;
                    return FileVisitResult.TERMINATE;
                }
            }
        });
        if (failure[0] != null) {
            throw failure[0];
        }
        makeLinks();
    }

    private void copyOne(Path source, Path target, BasicFileAttributes attributes) throws IOException, SshException {
        if (attributes.isSymbolicLink()) {
            linksToMake.put(target, Files.readSymbolicLink(source));
        } else if (!attributes.isRegularFile()) {
            skipped++;
        } else {
            long size = attributes.size();
            Path part = part(target);
            try (InputStream in = Files.newInputStream(source); OutputStream out = Files.newOutputStream(part)) {
                pass(source.toString(), in, out, size);
            } catch (IOException | SshException | RuntimeException e) {
                Files.deleteIfExists(part);
                throw e;
            }
            keep(source, part);
            complete(part, target);
        }
    }

    /** To a file of the machine. */
    void copy(InputStream source, Path target) throws IOException, SshException {
        Path part = part(target);
        try (OutputStream out = Files.newOutputStream(part)) {
            pass("stream", source, out, -1);
        } catch (IOException | SshException | RuntimeException e) {
            Files.deleteIfExists(part);
            throw e;
        }
        complete(part, target);
    }

    /** From a file of the machine. */
    void copy(Path source, OutputStream target) throws IOException, SshException {
        try (InputStream in = Files.newInputStream(source)) {
            pass(source.toString(), in, target, Files.size(source));
        }
        target.flush();
        files++;
    }

    private Path part(Path target) {
        return options.directlyWritten() ? target
                : target.resolveSibling(options.temporaryPrefix() + target.getFileName() + options.temporarySuffix());
    }

    private void complete(Path part, Path target) throws IOException {
        if (!part.equals(target)) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
        files++;
    }

    private void pass(String name, InputStream in, OutputStream out, long size) throws IOException, SshException {
        byte[] buffer = new byte[1 << 18];
        long passed = 0;
        report(name, passed, size);
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            out.write(buffer, 0, read);
            passed += read;
            bytes += read;
            report(name, passed, size);
        }
    }

    private void report(String name, long passed, long size) throws SshException {
        if (stopped == SshErrorCode.CONNECTION_LOST) {
            throw new SshConnectionLostException(stopped, "the connection was lost while " + name + " was transferred");
        }
        if (stopped != null) {
            throw new SshConnectionClosedException(stopped, "the handle was closed while " + name + " was transferred");
        }
        if (options.listener() != null && !options.listener().proceed(SshTransferProgress.builder().source(name).bytes(passed).size(size)
                .files(files).totalBytes(bytes).build())) {
            throw new SshException(SshErrorCode.TRANSFER_CANCELLED, "the transfer of " + name + " was cancelled");
        }
    }

    private void keep(Path source, Path target) throws IOException {
        if (options.permissionsKept() && Files.getFileAttributeView(source, PosixFileAttributeView.class) != null
                && Files.getFileAttributeView(target, PosixFileAttributeView.class) != null) {
            Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(source));
        }
        if (options.timesKept()) {
            Files.setLastModifiedTime(target, Files.getLastModifiedTime(source));
        }
    }

    private void makeLinks() throws IOException {
        for (Map.Entry<Path, Path> link : linksToMake.entrySet()) {
            Files.deleteIfExists(link.getKey());
            Files.createSymbolicLink(link.getKey(), link.getKey().getFileSystem().getPath(link.getValue().toString()));
            links++;
        }
    }

    @Override
    public void lost() {
        stopped = SshErrorCode.CONNECTION_LOST;
    }

    @Override
    public void handleClosed() {
        stopped = SshErrorCode.HANDLE_CLOSED;
    }
}
