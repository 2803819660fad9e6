package io.sshra.transfer;

import io.sshra.SshTransferOptions;
import io.sshra.base.FileOption;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Transfers single files. Each is written to a part beside its final name, and renamed when it is complete, unless it is to be written
 * directly. Thread-safe.
 */
final class PartTransfer {

    /** How much of a file that has grown is sent at once. In bytes. */
    private static final int PIECE = 32 * 1024;

    private final Transfer.Direction direction;
    private final SshTransferOptions options;
    private final Renaming renaming;
    private final WholeTransfer whole;
    private final AtomicLong resumedBytes = new AtomicLong();

    PartTransfer(Transfer.Direction direction, SshTransferOptions options) {
        this.direction = direction;
        this.options = options;
        this.renaming = new Renaming(options);
        this.whole = new WholeTransfer(options, renaming);
    }

    /** For streams. */
    WholeTransfer whole() {
        return whole;
    }

    /** Bytes of all files that had been transferred before. */
    long resumedBytes() {
        return resumedBytes.get();
    }

    /** @param progress for this thread only */
    void run(Path source, Path target, BasicFileAttributes attributes, Progress progress) throws IOException {
        if (options.directlyWritten()) {
            directly(source, target, attributes, progress);
            return;
        }
        Path part = NewFile.temporary(target, options, options.resumed() ? identity(target, attributes) : UUID.randomUUID().toString());
        try {
            content(source, part, attributes.size(), progress);
            keepAttributes(source, part, attributes);
            renaming.run(part, target);
        } catch (IOException | RuntimeException e) {
            if (!options.resumed()) {
                NewFile.delete(part, e);
            }
            throw e;
        }
        progress.fileEnds();
    }

    private void directly(Path source, Path target, BasicFileAttributes attributes, Progress progress) throws IOException {
        WholeTransfer.Filling finishing = file -> keepAttributes(source, file.path(), attributes);
        if (direction == Transfer.Direction.UPLOAD) {
            whole.upload(source, target, attributes.size(), progress, finishing);
        } else {
            whole.download(source, target, attributes.size(), progress, finishing);
        }
    }

    /** For the name of the part. It is the same for each transfer of this state of the source to this target, and for no other. */
    private static String identity(Path target, BasicFileAttributes attributes) {
        String identity = target.getFileName() + "\0" + attributes.size() + "\0" + attributes.lastModifiedTime().toMillis();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Transfers a file to its end. The size that its side reports is a minimum. */
    private void content(Path source, Path part, long size, Progress progress) throws IOException {
        long offset = options.resumed() ? sizeIfThere(part) : 0;
        if (offset > size) {
            offset = 0;
        }
        progress.fileStarts(source.toString(), size, offset);
        Set<OpenOption> writing = new HashSet<>(Set.of(StandardOpenOption.WRITE));
        if (offset == 0) {
            writing.addAll(options.resumed() ? Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)
                    : Set.of(StandardOpenOption.CREATE_NEW));
        }
        if (direction == Transfer.Direction.UPLOAD) {
            if (options.resumed()) {
                writing.add(new FileOption.CutOnFailure());
            }
            upload(source, part, offset, size, writing, progress);
        } else {
            download(source, part, offset, size, writing, progress);
        }
        if (progress.fileBytes() < size) {
            throw new EOFException(source + " has " + progress.fileBytes() + " bytes, fewer than the " + size + " that it had at first");
        }
        resumedBytes.addAndGet(offset);
    }

    // The remote side transfers the file in one call, because it keeps many requests under way.

    private void upload(Path source, Path part, long offset, long size, Set<OpenOption> writing, Progress progress)
            throws IOException {
        try (SeekableByteChannel in = Files.newByteChannel(source); FileChannel out = NewFile.opened(part, writing, FileChannel::open)) {
            in.position(offset);
            ReadableByteChannel counted = progress.counting((ReadableByteChannel) in);
            long end = offset + out.transferFrom(counted, offset, size - offset);
            ByteBuffer more = ByteBuffer.allocate(PIECE);
            while (end == size && counted.read(more) > 0) {
                size = end + more.flip().remaining();
                while (more.hasRemaining()) {
                    end += out.write(more, end);
                }
                more.clear();
            }
        }
    }

    private void download(Path source, Path part, long offset, long size, Set<OpenOption> writing, Progress progress)
            throws IOException {
        try (FileChannel in = FileChannel.open(source, StandardOpenOption.READ, new FileOption.ExpectedSize(size));
                SeekableByteChannel out = Files.newByteChannel(part, writing)) {
            out.position(offset);
            in.transferTo(offset, Long.MAX_VALUE - offset, progress.counting((WritableByteChannel) out));
        }
    }

    private static long sizeIfThere(Path part) throws IOException {
        try {
            return Files.size(part);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    void keepAttributes(Path source, Path there, BasicFileAttributes attributes) throws IOException {
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
