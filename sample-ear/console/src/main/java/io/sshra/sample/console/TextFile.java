package io.sshra.sample.console;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The text of a file that a person edits. It is read and written as a whole: under another name first, which is renamed when all of it is there. Who
 * writes says which version was read, and is refused if the file has another one by then. Between that look and the rename another program can
 * still change the file: SFTP has no way to do both at once.
 *
 * @param text     of UTF-8, with its line ends
 * @param version  of the content
 * @param size     in bytes
 * @param modified in seconds since 1970
 */
public record TextFile(String text, String version, long size, long modified) {

    /** The longest text in bytes. */
    static final int LONGEST = 1 << 20;

    private static final int VERSION_BYTES = 12;
    private static final FileAttribute<?> ONLY_ITS_OWNER = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** An error with what is in the file now. */
    public record Conflict(String code, String what, String advice, TextFile now) {
    }

    static TextFile read(Path file) throws IOException {
        Preview.checkRegular(file);
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LONGEST + 1);
        }
        if (bytes.length > LONGEST) {
            throw BadRequests.because("The file is too long to be edited here: more than 1 MiB", "Download it, or edit it in a terminal");
        }
        return new TextFile(text(bytes), version(bytes), bytes.length, attributes.lastModifiedTime().to(TimeUnit.SECONDS));
    }

    private static String text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            if (text.indexOf('\0') < 0) {
                return text;
            }
        } catch (CharacterCodingException e) {
            // Said below.
        }
        throw BadRequests.because("The file is not text in UTF-8", "Download it, or edit it in a terminal");
    }

    /** @throws java.nio.file.FileAlreadyExistsException if there is one */
    static TextFile create(Path file, String text) throws IOException {
        Path part = part(file);
        try {
            write(part, bytes(text));
            Files.move(part, file);
        } catch (IOException | RuntimeException e) {
            delete(part, e);
            throw e;
        }
        return read(file);
    }

    /** Keeps the permissions. If the name is a link, the file that it leads to is replaced. */
    static TextFile replace(Path file, String text, String version) throws IOException {
        Path target = file.toRealPath();
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(target);
        Path part = part(target);
        try {
            write(part, bytes(text), ONLY_ITS_OWNER);
            Files.setPosixFilePermissions(part, permissions);
            TextFile now = read(target);
            if (!now.version().equals(version)) {
                throw changed(now);
            }
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException e) {
            delete(part, e);
            throw e;
        }
        return read(target);
    }

    private static WebApplicationException changed(TextFile now) {
        return new WebApplicationException(Response.status(Response.Status.CONFLICT).type(MediaType.APPLICATION_JSON)
                .entity(new Conflict("", "Somebody has changed the file since you opened it",
                        "Compare both. Take the file's text, or save yours under another name", now)).build());
    }

    private static byte[] bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST) {
            throw BadRequests.because("The text is too long to be saved here: more than 1 MiB", "Shorten it");
        }
        return bytes;
    }

    private static void write(Path part, byte[] bytes, FileAttribute<?>... attributes) throws IOException {
        try (WritableByteChannel out = Files.newByteChannel(part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
            for (ByteBuffer left = ByteBuffer.wrap(bytes); left.hasRemaining();) {
                out.write(left);
            }
        }
    }

    private static String version(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, VERSION_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static Path part(Path file) {
        return file.resolveSibling(".edit-" + UUID.randomUUID() + ".part");
    }

    private static void delete(Path part, Exception reason) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }
}
