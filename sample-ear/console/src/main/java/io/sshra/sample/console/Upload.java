package io.sshra.sample.console;

import jakarta.ws.rs.QueryParam;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * A file that a page sends slice by slice. They are gathered in a part beside its final name, which the part gets when it is
 * complete. The part's name is made of the file's name, size and time: who sends the same file again goes on with it, also days later.
 */
public class Upload {

    private static final FileAttribute<?> ONLY_ITS_OWNER = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** To which machine, and the final name there. */
    @QueryParam("profile")
    public String profile;
    @QueryParam("path")
    public String path;
    /** Of the file where it comes from. */
    @QueryParam("size")
    public long size;
    @QueryParam("modified")
    public long modified;
    /** Whether a file that has the final name already is replaced. */
    @QueryParam("replaces")
    public boolean replaces;

    /** How far it has come. */
    public static class State {
        public long bytes;
        /** Whether there is something of the final name already. */
        public boolean taken;
        public boolean complete;
    }

    State state(FileSystem files) throws IOException {
        State state = new State();
        state.bytes = length(part(files));
        state.taken = Files.exists(target(files), LinkOption.NOFOLLOW_LINKS);
        return state;
    }

    /** @param offset of the slice in the file: what is there already may come again, but nothing is left out */
    State add(FileSystem files, InputStream slice, long offset, long length) throws IOException {
        Path part = part(files);
        Path target = target(files);
        long there = length(part);
        if (offset < 0 || offset > there || length < 0 || offset + length > size) {
            throw BadRequests.because(there + " of " + size + " bytes are there: it does not go on with " + length + " at " + offset,
                    "Ask how much is there");
        }
        // Nobody else may read what will replace a file that nobody else may read.
        boolean guarded = there == 0 && Files.exists(target);
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.WRITE);
        if (there == 0) {
            Files.deleteIfExists(part);
            options.add(StandardOpenOption.CREATE_NEW);
        }
        try (FileChannel out = FileChannel.open(part, options,
                guarded ? new FileAttribute<?>[] {ONLY_ITS_OWNER} : new FileAttribute<?>[0])) {
            if (out.transferFrom(Channels.newChannel(slice), offset, length) < length) {
                throw new EOFException("The slice has ended too early");
            }
        }
        State state = new State();
        state.bytes = offset + length;
        state.complete = state.bytes == size;
        if (state.complete) {
            finish(part, target);
        }
        return state;
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
        // In one step, where the server can.
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }

    void discard(FileSystem files) throws IOException {
        Files.deleteIfExists(part(files));
    }

    private Path target(FileSystem files) {
        return RemoteNames.path(files, BadRequests.required(path));
    }

    private Path part(FileSystem files) {
        Path target = target(files);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest((target + "\0" + size + "\0" + modified).getBytes(StandardCharsets.UTF_8));
            return target.resolveSibling(".upload-" + HexFormat.of().formatHex(hash, 0, 16) + ".part");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has it", e);
        }
    }

    /** A link, or what else is no file, is nobody's part: in a folder that others may write to, they may have put it there. */
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
