package io.sshra.ssh.mina.io;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The file of a Unix-domain socket. It is made in a folder that only this user may enter, gets its permissions there, and then its name. So at
 * no time may somebody else connect, whatever the umask is. A file that has the name stays, and is a failure.
 */
final class SocketFile {

    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rw-------");

    private final Path path;
    /** Which file it is. */
    private final Object key;

    private SocketFile(Path path, Object key) {
        this.path = path;
        this.key = key;
    }

    static SocketFile bind(ServerSocketChannel channel, Path path) throws IOException {
        Path whole = path.toAbsolutePath();
        Path folder = Files.createTempDirectory(whole.getParent(), ".", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path made = folder.resolve("s");
        try {
            channel.bind(UnixDomainSocketAddress.of(made));
            Files.setPosixFilePermissions(made, OWNER);
            Files.createLink(whole, made);
            return new SocketFile(whole, key(whole));
        } finally {
            Files.deleteIfExists(made);
            Files.delete(folder);
        }
    }

    private static Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** If nobody has put another file there. */
    void delete() {
        try {
            if (Files.exists(path) && key(path).equals(key)) {
                Files.delete(path);
            }
        } catch (IOException e) {
            IoFailures.ignored("deleting the file of a socket", e);
        }
    }
}
