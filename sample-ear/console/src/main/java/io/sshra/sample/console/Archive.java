package io.sshra.sample.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A zip archive of files and folders, written while they are read. Links, special files and what can't be read are left out; a text file at the end of
 * the archive lists them. For one thread.
 */
final class Archive extends SimpleFileVisitor<Path> {

    /** The name of the list of what is left out. */
    static final String LEFT_OUT = "LEFT-OUT.txt";

    private static final int MOST_LISTED = 10_000;
    private static final int BUFFER = 64 * 1024;

    /** Is told of the archive's progress; throws to end it. */
    interface Progress {
        void at(long bytes, long files, long leftOut) throws IOException;
    }

    private final ZipOutputStream zip;
    private final Path base;
    private final Progress progress;
    private final byte[] buffer = new byte[BUFFER];
    private final Set<String> names = new HashSet<>(Set.of(LEFT_OUT));
    private final List<String> leftOut = new ArrayList<>();
    private long bytes;
    private long files;
    private long notThere;

    /** @param base the folder to which names in the archive are relative */
    Archive(OutputStream out, Path base, Progress progress) {
        this.zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        this.base = base;
        this.progress = progress;
        zip.setLevel(Deflater.BEST_SPEED);
    }

    /** Adds a file, or a folder with everything in it. */
    void add(Path path) throws IOException {
        Files.walkFileTree(path, this);
    }

    /** Writes the end, without which the archive is invalid. */
    void finish() throws IOException {
        if (!leftOut.isEmpty()) {
            zip.putNextEntry(new ZipEntry(LEFT_OUT));
            zip.write((String.join("\n", leftOut) + "\n").getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        zip.finish();
    }

    /** Unique, and harmless to programs that take a backslash for a slash. Names that are not UTF-8 may be equal as text. */
    private String name(Path path) {
        String text = RemoteNames.text(base.relativize(path).toString()).replace('\\', '_');
        String name = text;
        for (int i = 2; !names.add(name); i++) {
            name = text + " (" + i + ")";
        }
        return name;
    }

    private static ZipEntry entry(String name, BasicFileAttributes attributes) {
        ZipEntry entry = new ZipEntry(name);
        entry.setLastModifiedTime(attributes.lastModifiedTime());
        return entry;
    }

    private void leaveOut(Path path, String why) throws IOException {
        if (leftOut.size() < MOST_LISTED) {
            leftOut.add(RemoteNames.text(base.relativize(path).toString()) + ": " + why);
        }
        notThere++;
        progress.at(bytes, files, notThere);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
        zip.putNextEntry(entry(name(folder) + "/", attributes));
        zip.closeEntry();
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (attributes.isSymbolicLink()) {
            leaveOut(file, "a link to " + RemoteNames.text(Files.readSymbolicLink(file).toString()));
        } else if (!attributes.isRegularFile()) {
            leaveOut(file, "a special file");
        } else {
            InputStream in;
            try {
                in = Files.newInputStream(file);
            } catch (FileSystemException e) {
                return visitFileFailed(file, e);
            }
            try (in) {
                add(file, attributes, in);
            }
        }
        return FileVisitResult.CONTINUE;
    }

    private void add(Path file, BasicFileAttributes attributes, InputStream in) throws IOException {
        zip.putNextEntry(entry(name(file), attributes));
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            zip.write(buffer, 0, count);
            bytes += count;
            progress.at(bytes, files, notThere);
        }
        zip.closeEntry();
        files++;
        progress.at(bytes, files, notThere);
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        if (!(failure instanceof FileSystemException) || !file.getFileSystem().isOpen()) {
            throw failure;
        }
        leaveOut(file, FileErrors.error(failure).what());
        return FileVisitResult.CONTINUE;
    }
}
