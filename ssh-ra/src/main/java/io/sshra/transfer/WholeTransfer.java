package io.sshra.transfer;

import io.sshra.SshTransferOptions;
import io.sshra.base.FileOption;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/** Transfers of one file or stream from its start to its end. Thread-safe. */
final class WholeTransfer {

    /** How a stream is named. */
    static final String STREAM = "stream";
    private static final long UNKNOWN = -1;

    private final SshTransferOptions options;
    private final PartNames names;
    private final Renaming renaming;

    WholeTransfer(SshTransferOptions options, PartNames names, Renaming renaming) {
        this.options = options;
        this.names = names;
        this.renaming = renaming;
    }

    /** What is done with a new file before it is complete. */
    @FunctionalInterface
    interface Filling {
        void fill(NewFile file) throws IOException;
    }

    private void create(Path target, Filling filling) throws IOException {
        NewFile file = NewFile.of(target, options, names);
        try {
            filling.fill(file);
            file.complete(renaming);
        } catch (IOException | RuntimeException | Error e) {
            file.discard(e);
            throw e;
        }
    }

    void upload(InputStream source, Path target, Progress progress) throws IOException {
        progress.fileStarts(STREAM, UNKNOWN, 0);
        create(target, file -> send(Streams.reading(source), file, progress));
        progress.fileEnds();
    }

    /** @param finishing run when the content is written */
    void upload(Path source, Path target, long size, Progress progress, Filling finishing) throws IOException {
        progress.fileStarts(source.toString(), size, 0);
        create(target, file -> {
            try (SeekableByteChannel in = Files.newByteChannel(source)) {
                send(in, file, progress);
            }
            checkSize(source, size, progress);
            finishing.fill(file);
        });
        progress.fileEnds();
    }

    private static void send(ReadableByteChannel in, NewFile file, Progress progress) throws IOException {
        try (FileChannel out = file.open(FileChannel::open)) {
            out.transferFrom(progress.counting(in), 0, Long.MAX_VALUE);
        }
    }

    void download(Path source, OutputStream target, Progress progress) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(source, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new FileSystemException(source.toString(), null, "is not a regular file, which is needed for a stream");
        }
        progress.fileStarts(source.toString(), attributes.size(), 0);
        receive(source, attributes.size(), Streams.writing(target), progress);
        Streams.flush(target);
        progress.fileEnds();
    }

    /** @param finishing run when the content is written */
    void download(Path source, Path target, long size, Progress progress, Filling finishing) throws IOException {
        progress.fileStarts(source.toString(), size, 0);
        create(target, file -> {
            try (SeekableByteChannel out = file.open(Files::newByteChannel)) {
                receive(source, size, out, progress);
            }
            finishing.fill(file);
        });
        progress.fileEnds();
    }

    private static void receive(Path source, long size, WritableByteChannel out, Progress progress) throws IOException {
        try (FileChannel in = FileChannel.open(source, StandardOpenOption.READ, new FileOption.ExpectedSize(size))) {
            in.transferTo(0, Long.MAX_VALUE, progress.counting(out));
        }
        checkSize(source, size, progress);
    }

    private static void checkSize(Path source, long size, Progress progress) throws EOFException {
        if (progress.fileBytes() < size) {
            throw new EOFException(source + " has " + progress.fileBytes() + " bytes, fewer than the " + size + " that it had at first");
        }
    }
}
