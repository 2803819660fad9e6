package io.sshra.sample.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;

/**
 * Files that are read and written as a whole. A file is written beside its name and renamed, so it is whole or not there. A version names its
 * content: who writes says which version was read, and is refused if it is another one by then. Between that look and the rename another program
 * can still change the file: SFTP has no way to do both at once.
 */
final class WholeFile {

    /** The longest file that has a version. */
    static final int LONGEST = 4 << 20;

    private static final int VERSION_BYTES = 12;

    private WholeFile() {
    }

    /** @throws Refusal if it is too long */
    static byte[] read(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw new Refusal("The file is longer than " + LONGEST + " bytes. Change it with a command");
            }
            return bytes;
        }
    }

    /** The version of this content. */
    static String version(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, VERSION_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /**
     * Writes a file that is new.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is one
     */
    static void create(Path path, byte[] content) throws IOException {
        Path part = part(path);
        try {
            Files.write(part, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Files.move(part, path);
        } catch (IOException | RuntimeException e) {
            delete(part, e);
            throw e;
        }
    }

    /**
     * Replaces a file, and keeps its permissions. If its name is a link, the file that it leads to is replaced.
     *
     * @param version that was read
     * @throws Refusal if it has another one now
     */
    static void replace(Path path, byte[] content, String version) throws IOException {
        Path target = path.toRealPath();
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(target);
        Path part = part(target);
        try {
            try (WritableByteChannel out = Files.newByteChannel(part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                for (ByteBuffer left = ByteBuffer.wrap(content); left.hasRemaining();) {
                    out.write(left);
                }
            }
            Files.setPosixFilePermissions(part, permissions);
            if (!version(read(target)).equals(version)) {
                throw new Refusal("The file has changed since you read it. Read it again");
            }
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException e) {
            delete(part, e);
            throw e;
        }
    }

    private static Path part(Path path) {
        return path.resolveSibling("." + path.getFileName() + "." + UUID.randomUUID() + ".part");
    }

    private static void delete(Path part, Exception reason) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }
}
