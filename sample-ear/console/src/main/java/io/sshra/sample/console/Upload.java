package io.sshra.sample.console;

import jakarta.ws.rs.QueryParam;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * A file that a page uploads in slices. The slices go to a partial file ({@link PartFiles}) in the target folder, which gets the final name when it
 * is complete.
 */
public class Upload {

    private static final FileAttribute<?> ONLY_ITS_OWNER = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** The profile and the final path on its machine. */
    @QueryParam("profile")
    public String profile;
    @QueryParam("path")
    public String path;
    /** The modification time of the local file. */
    @QueryParam("size")
    public long size;
    @QueryParam("modified")
    public long modified;
    /** Whether to replace an existing file. */
    @QueryParam("replaces")
    public boolean replaces;
    /** Whether to make the folders that it is in, if they are not there: it is of a folder that is uploaded. */
    @QueryParam("makesFolders")
    public boolean makesFolders;

    /**
     * The progress of an upload.
     *
     * @param existing what has the final name already; null if nothing
     */
    public record State(long bytes, FileEntry existing, boolean complete) {
    }

    State state(FileSystem files) throws IOException {
        return new State(length(part(files)), existing(target(files)), false);
    }

    private static FileEntry existing(Path target) throws IOException {
        try {
            return FileEntry.of(target, false);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** @param offset the slice's position in the file; a slice may repeat bytes but must not leave a gap */
    State add(FileSystem files, InputStream slice, long offset, long length) throws IOException {
        Path part = part(files);
        Path target = target(files);
        long there = length(part);
        if (offset < 0 || offset > there || length < 0 || offset + length > size) {
            throw BadRequests.because(there + " of " + size + " bytes have arrived: " + length + " bytes at " + offset + " do not fit",
                    "Ask for the progress first");
        }
        // Only the owner may read it, because it may replace a file that only the owner may read.
        boolean guarded = there == 0 && Files.exists(target);
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.WRITE);
        if (there == 0) {
            if (makesFolders) {
                Files.createDirectories(target.getParent());
            }
            Files.deleteIfExists(part);
            options.add(StandardOpenOption.CREATE_NEW);
        }
        try (FileChannel out = FileChannel.open(part, options,
                guarded ? new FileAttribute<?>[] {ONLY_ITS_OWNER} : new FileAttribute<?>[0])) {
            if (out.transferFrom(Channels.newChannel(slice), offset, length) < length) {
                throw new EOFException("The slice is shorter than announced");
            }
        }
        boolean complete = offset + length == size;
        if (complete) {
            finish(part, target);
        }
        return new State(offset + length, null, complete);
    }

    private void finish(Path part, Path target) throws IOException {
        if (!replaces) {
            Files.move(part, target);
            return;
        }
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        if (Files.exists(target)) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(target);
            Files.setPosixFilePermissions(part, permissions);
        }
        // Atomically, if the server supports it.
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }

    void discard(FileSystem files) throws IOException {
        Files.deleteIfExists(part(files));
    }

    private Path target(FileSystem files) {
        return RemoteNames.path(files, BadRequests.required(path));
    }

    private Path part(FileSystem files) {
        return PartFiles.of(target(files), size, modified);
    }

    /** Does not accept a link or another special file as a partial file: in a shared folder, another user may have put it there. */
    private static long length(Path part) throws IOException {
        try {
            BasicFileAttributes found = Files.readAttributes(part, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!found.isRegularFile()) {
                throw new FileAlreadyExistsException(part.toString());
            }
            return found.size();
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
