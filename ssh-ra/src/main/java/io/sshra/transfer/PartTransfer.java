package io.sshra.transfer;

import io.sshra.SshTransferOptions;
import io.sshra.base.FileOption;
import io.sshra.base.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Transfers single files. Each is written to a part beside its final name, and renamed when it is complete, unless it is to be written
 * directly. Thread-safe.
 */
final class PartTransfer {

    /** How much of a file that has grown is sent at once. In bytes. */
    private static final int PIECE = 32 * 1024;
    /** The size of a part that is not there. */
    private static final long NOT_THERE = -1;
    /** The size of a part that may be there. */
    private static final long UNKNOWN = -2;

    private final Transfer.Direction direction;
    private final SshTransferOptions options;
    private final PartNames names = new PartNames();
    private final Renaming renaming;
    private final WholeTransfer whole;
    private final AtomicLong resumedBytes = new AtomicLong();

    PartTransfer(Transfer.Direction direction, SshTransferOptions options) {
        this.direction = direction;
        this.options = options;
        this.renaming = new Renaming(options);
        this.whole = new WholeTransfer(options, names, renaming);
    }

    /** See {@link PartNames#again()}. */
    void again() {
        names.again();
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
        PartNames.Part name = options.resumed() ? new PartNames.Part(identity(target, attributes), false) : names.next();
        Path part = NewFile.temporary(target, options, name.middle());
        try {
            content(source, part, name.mayBeThere(), attributes.size(), progress);
            keepAttributes(source, part, attributes);
            renaming.run(part, target);
        } catch (IOException | RuntimeException | Error e) {
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
        return Sha256.hex(identity).substring(0, 32);
    }

    /** Transfers a file to its end. The size that its side reports is a minimum. */
    private void content(Path source, Path part, boolean mayBeThere, long size, Progress progress) throws IOException {
        long there = options.resumed() ? sizeIfThere(part) : mayBeThere ? UNKNOWN : NOT_THERE;
        long offset = direction == Transfer.Direction.UPLOAD ? upload(source, part, there, size, progress)
                : download(source, part, there > size ? 0 : Math.max(0, there), size, progress);
        if (progress.fileBytes() < size) {
            throw new EOFException(source + " has " + progress.fileBytes() + " bytes, fewer than the " + size + " that it had at first");
        }
        resumedBytes.addAndGet(offset);
    }

    // The remote side transfers the file in one call, because it keeps many requests under way.

    /** @return where it began */
    private long upload(Path source, Path part, long there, long size, Progress progress) throws IOException {
        try (SeekableByteChannel in = Files.newByteChannel(source); FileChannel out = opened(part, there, size)) {
            long offset = there > 0 && there <= size ? ResumedPart.right(in, out, Math.min(there, out.size())) : 0;
            progress.fileStarts(source.toString(), size, offset);
            in.position(offset);
            ReadableByteChannel counted = progress.counting((ReadableByteChannel) in);
            long end = offset + out.transferFrom(counted, offset, size - offset);
            boolean more = end == size;
            ByteBuffer piece = ByteBuffer.allocate(PIECE);
            while (more && counted.read(piece) > 0) {
                piece.flip();
                while (piece.hasRemaining()) {
                    end += out.write(piece, end);
                }
                piece.clear();
            }
            return offset;
        }
    }

    /** A part that can't be used, or that the server does not let be written again, is begun anew. */
    private FileChannel opened(Path part, long there, long size) throws IOException {
        if (there > 0 && there <= size) {
            try {
                return FileChannel.open(part, StandardOpenOption.READ, StandardOpenOption.WRITE, new FileOption.CutOnFailure(ResumedPart.UNSURE));
            } catch (FileSystemException e) {
                if (!part.getFileSystem().isOpen()) {
                    throw e;
                }
            }
        }
        if (there == UNKNOWN) {
            return NewFile.opened(part, NewFile.REPLACING, FileChannel::open);
        }
        if (there != NOT_THERE) {
            Files.deleteIfExists(part);
        }
        Set<OpenOption> anew = new HashSet<>(NewFile.CREATING);
        if (options.resumed()) {
            anew.add(new FileOption.CutOnFailure(ResumedPart.UNSURE));
        }
        return NewFile.opened(part, anew, FileChannel::open);
    }

    /** @return where it began */
    private long download(Path source, Path part, long offset, long size, Progress progress) throws IOException {
        progress.fileStarts(source.toString(), size, offset);
        Set<OpenOption> writing = new HashSet<>(Set.of(StandardOpenOption.WRITE));
        if (offset == 0) {
            writing.addAll(options.resumed() ? Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)
                    : Set.of(StandardOpenOption.CREATE_NEW));
        }
        try (FileChannel in = FileChannel.open(source, StandardOpenOption.READ, new FileOption.ExpectedSize(size));
                SeekableByteChannel out = Files.newByteChannel(part, writing)) {
            out.position(offset);
            in.transferTo(offset, Long.MAX_VALUE - offset, progress.counting((WritableByteChannel) out));
        }
        return offset;
    }

    private static long sizeIfThere(Path part) throws IOException {
        try {
            return Files.size(part);
        } catch (NoSuchFileException e) {
            return NOT_THERE;
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
