package io.sshra.ssh.mina.sftp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The provider of one remote file system, for {@link Files}. It is not registered: connections open file systems. */
final class SftpProvider extends FileSystemProvider {

    static final Set<String> VIEWS = Set.of("basic", "owner", "posix");

    static final LinkOption[] NO_LINKS = {LinkOption.NOFOLLOW_LINKS};

    private final SftpFileSystem fileSystem;
    private final SftpCopies copies = new SftpCopies(this);

    SftpProvider(SftpFileSystem fileSystem) {
        this.fileSystem = fileSystem;
    }

    private SftpPath own(Path path) {
        if (path instanceof SftpPath own && own.getFileSystem() == fileSystem) {
            return own;
        }
        throw new ProviderMismatchException(path + " is not a path of " + fileSystem);
    }

    private SftpRequests client() {
        return fileSystem.client();
    }

    @Override
    public String getScheme() {
        return "sftp";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException("SshConnection.fileSystem opens file systems");
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return fileSystem;
    }

    @Override
    public Path getPath(URI uri) {
        return fileSystem.getPath(uri.getPath());
    }

    // ---- content ----

    @Override
    public SeekableByteChannel newByteChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return new SftpFile(own(path), options, permissions(attributes));
    }

    /** Reads ahead of the caller. */
    @Override
    public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
        for (OpenOption option : options) {
            if (option == StandardOpenOption.APPEND || option == StandardOpenOption.WRITE) {
                throw new UnsupportedOperationException(option + " for reading");
            }
        }
        return new SftpFile(own(path), OpenOptions.READING, null).inputStream();
    }

    /** Does not wait for the server after each write, so a later write or the closing may throw the error. */
    @Override
    public OutputStream newOutputStream(Path path, OpenOption... options) throws IOException {
        Set<OpenOption> all = new java.util.HashSet<>(List.of(options));
        if (all.contains(StandardOpenOption.READ)) {
            throw new IllegalArgumentException("READ for writing");
        }
        if (all.isEmpty()) {
            all.add(StandardOpenOption.CREATE);
            all.add(StandardOpenOption.TRUNCATE_EXISTING);
        }
        all.add(StandardOpenOption.WRITE);
        return new SftpFile(own(path), all, null).outputStream();
    }

    // ---- folders and links ----

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        SftpPath folder = own(path);
        try {
            return SftpFailures.asking(folder, () -> new SftpDirectory(folder, filter));
        } catch (IOException failure) {
            if (!(failure instanceof AccessDeniedException) && isThere(folder)
                    && !Files.isDirectory(folder)) {
                throw new NotDirectoryException(folder.toString());
            }
            throw failure;
        }
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        SftpPath folder = own(path);
        Set<PosixFilePermission> permissions = permissions(attributes);
        creating(folder, () -> client().mkdir(folder.remote()));
        if (permissions != null) {
            new SftpAttributeView(folder).setPermissions(permissions);
        }
    }

    @Override
    public void createSymbolicLink(Path path, Path target, FileAttribute<?>... attributes) throws IOException {
        SftpPath link = own(path);
        if (attributes.length > 0) {
            throw new UnsupportedOperationException("symbolic links have no attributes");
        }
        creating(link, () -> client().symbolicLink(link.remote(), own(target).sent(), target.isAbsolute()));
    }

    @Override
    public Path readSymbolicLink(Path path) throws IOException {
        SftpPath link = own(path);
        try {
            return SftpPath.parse(fileSystem, client().readLink(link.remote()));
        } catch (IOException e) {
            IOException failure = SftpFailures.explain(e, link, null);
            if (isThere(link) && !Files.isSymbolicLink(link)) {
                throw new NotLinkException(link.toString());
            }
            throw failure;
        }
    }

    /** Version 3 has no code for "exists already": servers answer with a general failure. */
    private void creating(SftpPath path, SftpFailures.Action action) throws IOException {
        try {
            SftpFailures.doing(path, null, action);
        } catch (FileSystemException e) {
            if (e.getClass() == FileSystemException.class && isThere(path)) {
                throw caused(new FileAlreadyExistsException(path.toString()), e);
            }
            throw e;
        }
    }

    @Override
    public void delete(Path path) throws IOException {
        new SftpDeletion(this, own(path)).run();
    }

    /** Whether there is a file of this name. A link counts even if it leads nowhere. */
    boolean isThere(SftpPath path) {
        path.takeListed();
        return fileSystem.isOpen() && Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    static <T extends IOException> T caused(T failure, IOException cause) {
        failure.initCause(cause);
        return failure;
    }

    // ---- copying and moving ----

    @Override
    public void copy(Path from, Path to, CopyOption... options) throws IOException {
        copies.copy(own(from), own(to), List.of(options));
    }

    @Override
    public void move(Path from, Path to, CopyOption... options) throws IOException {
        copies.move(own(from), own(to), List.of(options));
    }

    // ---- questions ----

    @Override
    public boolean isSameFile(Path first, Path second) throws IOException {
        return first.equals(second)
                || second instanceof SftpPath other && other.getFileSystem() == fileSystem
                        && realPath(own(first)).equals(realPath(other));
    }

    @Override
    public boolean isHidden(Path path) {
        Path name = path.getFileName();
        return name != null && name.toString().startsWith(".");
    }

    @Override
    public FileStore getFileStore(Path path) {
        return new SftpFileStore(own(path));
    }

    /** SFTP has no request for access rights: this only checks that the file exists. */
    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        SftpAttributes attributes = new SftpAttributeView(own(path)).readAttributes();
        for (AccessMode mode : modes) {
            int bits = switch (mode) {
                case READ -> 0444;
                case WRITE -> 0222;
                case EXECUTE -> 0111;
            };
            if ((attributes.mode() & bits) == 0) {
                throw new AccessDeniedException(path.toString(), null, "nobody may " + mode.name().toLowerCase(java.util.Locale.ROOT) + " it");
            }
        }
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        return SftpAttributeView.isSupported(type) ? type.cast(new SftpAttributeView(own(path), options)) : null;
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        if (type != BasicFileAttributes.class && type != PosixFileAttributes.class) {
            throw new UnsupportedOperationException("SFTP has no attributes of the type " + type.getSimpleName());
        }
        return type.cast(new SftpAttributeView(own(path), options).readAttributes());
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options) throws IOException {
        return new SftpAttributeView(own(path), options).read(names);
    }

    @Override
    public void setAttribute(Path path, String name, Object value, LinkOption... options) throws IOException {
        new SftpAttributeView(own(path), options).set(name, value);
    }

    /** The path without links, as the server resolves it. */
    Path realPath(SftpPath path, LinkOption... options) throws IOException {
        if (List.of(options).contains(LinkOption.NOFOLLOW_LINKS)) {
            new SftpAttributeView(path, options).readAttributes();
            return path.toAbsolutePath().normalize();
        }
        // Servers also resolve names of files that do not exist.
        new SftpAttributeView(path).readAttributes();
        return SftpFailures.asking(path, () -> SftpPath.answered(fileSystem, client().canonicalPath(path.remote())));
    }

    /** The permissions for a new file, or null. A new file can be given no other attributes. */
    @SuppressWarnings("unchecked")
    private static Set<PosixFilePermission> permissions(FileAttribute<?>... attributes) {
        Set<PosixFilePermission> permissions = null;
        for (FileAttribute<?> attribute : attributes) {
            if (!attribute.name().equals("posix:permissions")) {
                throw new UnsupportedOperationException("a new file can't be given " + attribute.name());
            }
            permissions = (Set<PosixFilePermission>) attribute.value();
        }
        return permissions;
    }
}
