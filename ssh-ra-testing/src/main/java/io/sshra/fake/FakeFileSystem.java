package io.sshra.fake;

import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The files of a folder, which is the root and the folder in which relative paths start. */
final class FakeFileSystem extends FileSystem implements FakeResource {

    private final Path root;
    private final Runnable closed;
    private final FakeFileProvider provider = new FakeFileProvider(this);
    private volatile boolean open = true;

    FakeFileSystem(Path root, Runnable closed) {
        this.root = root;
        this.closed = closed;
    }

    /** The file of this machine that a path means. */
    Path local(Path path) {
        if (!open) {
            throw new ClosedFileSystemException();
        }
        Path local = root;
        for (Path name : path.toAbsolutePath().normalize()) {
            local = local.resolve(name.toString());
        }
        return local;
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        open = false;
        closed.run();
    }

    @Override
    public void lost() {
        close();
    }

    @Override
    public void handleClosed() {
        close();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(getPath("/"));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        throw new UnsupportedOperationException("the fake does not know how much space there is");
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        Set<String> local = root.getFileSystem().supportedFileAttributeViews();
        return local.contains("posix") ? Set.of("basic", "owner", "posix") : Set.of("basic");
    }

    @Override
    public Path getPath(String first, String... more) {
        StringBuilder text = new StringBuilder(first);
        for (String part : more) {
            text.append(text.isEmpty() || part.isEmpty() ? "" : "/").append(part);
        }
        String whole = text.toString();
        if (whole.indexOf('\0') >= 0) {
            throw new InvalidPathException(whole, "NUL in a path", whole.indexOf('\0'));
        }
        List<String> names = new ArrayList<>(List.of(whole.split("/")));
        names.removeIf(String::isEmpty);
        return new FakePath(this, whole.startsWith("/"), names);
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher(syntaxAndPattern);
        return path -> matcher.matches(Path.of(path.toString()));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return root.getFileSystem().getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException("SFTP does not report changes");
    }
}
