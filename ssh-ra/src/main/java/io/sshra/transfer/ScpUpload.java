package io.sshra.transfer;

import io.sshra.SshTransferOptions;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;

/** An upload by SCP. For one thread. */
final class ScpUpload extends SimpleFileVisitor<Path> {

    private static final int CHUNK = 32 * 1024;
    private static final int USUAL_FILE = 0644;
    private static final int USUAL_FOLDER = 0755;

    private final ScpLink link;
    private final Path given;
    private Path root;
    private final String name;
    private final SshTransferOptions options;
    private final Progress progress;
    private long skipped;

    /** @param name of the file or folder there */
    ScpUpload(ScpLink link, Path root, String name, SshTransferOptions options, Progress progress) {
        this.link = link;
        this.given = root;
        this.name = name;
        this.options = options;
        this.progress = progress;
    }

    /** Files that were left out: links, too, because SCP has none. */
    long skipped() {
        return skipped;
    }

    void run() throws IOException {
        link.awaitConfirmation();
        root = given.toRealPath();
        Files.walkFileTree(root, this);
        link.end();
        if (link.type() >= 0) {
            throw new IOException("the server's scp sends more than its confirmations");
        }
    }

    private String name(Path path) throws IOException {
        String there = path.equals(root) ? name : path.getFileName().toString();
        if (there.indexOf('\n') >= 0) {
            throw new FileSystemException(path.toString(), null, "has a line break in its name, which SCP can't transfer");
        }
        return there;
    }

    private void send(char type, Path path, BasicFileAttributes attributes, int usualMode, long size) throws IOException {
        if (options.timesKept()) {
            link.send("T" + seconds(attributes.lastModifiedTime()) + " 0 " + seconds(attributes.lastAccessTime()) + " 0");
        }
        int mode = options.permissionsKept() && path.getFileSystem().supportedFileAttributeViews().contains("posix") ? mode(path) : usualMode;
        link.send(String.format("%c%04o %d %s", type, mode, size, name(path)));
    }

    private static long seconds(FileTime time) {
        return Math.max(0, Math.floorDiv(time.toMillis(), 1000));
    }

    private static int mode(Path path) throws IOException {
        int mode = 0;
        for (PosixFilePermission permission : Files.readAttributes(path, PosixFileAttributes.class).permissions()) {
            // The highest bit of a mode is the first constant.
            mode |= 0400 >> permission.ordinal();
        }
        return mode;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
        send('D', folder, attributes, USUAL_FOLDER, 0);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
        if (failure != null) {
            throw failure;
        }
        link.send("E");
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
        if (!attributes.isRegularFile()) {
            skipped++;
            return FileVisitResult.CONTINUE;
        }
        progress.fileStarts(path.toString(), attributes.size(), 0);
        try (SeekableByteChannel in = Files.newByteChannel(path)) {
            send('C', path, attributes, USUAL_FILE, attributes.size());
            content(path, progress.counting((ReadableByteChannel) in), attributes.size());
        }
        link.confirm();
        link.awaitConfirmation();
        progress.fileEnds();
        return FileVisitResult.CONTINUE;
    }

    /** The size was announced, so exactly so many bytes are sent. */
    private void content(Path path, ReadableByteChannel in, long size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK);
        for (long left = size; left > 0;) {
            bytes.clear().limit((int) Math.min(CHUNK, left));
            int read = in.read(bytes);
            if (read < 0) {
                throw new EOFException(path + " has " + (size - left) + " bytes, fewer than the " + size + " that it had at first");
            }
            link.write(bytes.array(), read);
            left -= read;
        }
    }
}
