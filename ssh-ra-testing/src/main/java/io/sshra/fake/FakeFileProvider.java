package io.sshra.fake;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Passes everything on to the files of the folder. Exceptions name the files as the application does. */
final class FakeFileProvider extends FileSystemProvider {

    private final FakeFileSystem files;

    FakeFileProvider(FakeFileSystem files) {
        this.files = files;
    }

    /** What is done with a file of the folder. */
    private interface Operation<T> {
        T on(Path local) throws IOException;
    }

    private <T> T with(Path path, Operation<T> operation) throws IOException {
        if (!(path instanceof FakePath own) || own.getFileSystem() != files) {
            throw new ProviderMismatchException(path + " is a path of another file system");
        }
        try {
            return operation.on(files.local(path));
        } catch (FileSystemException e) {
            throw named(e, path.toString());
        }
    }

    private static FileSystemException named(FileSystemException failure, String name) {
        FileSystemException named = failure instanceof NoSuchFileException ? new NoSuchFileException(name)
                : failure instanceof FileAlreadyExistsException ? new FileAlreadyExistsException(name)
                : failure instanceof DirectoryNotEmptyException ? new DirectoryNotEmptyException(name)
                : failure instanceof NotDirectoryException ? new NotDirectoryException(name)
                : new FileSystemException(name, null, failure.getReason());
        named.initCause(failure);
        return named;
    }

    @Override
    public String getScheme() {
        return "sftp";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException("SshConnection.fileSystem() opens one");
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new UnsupportedOperationException("SshConnection.fileSystem() opens one");
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException("FileSystem.getPath makes one");
    }

    @Override
    public SeekableByteChannel newByteChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return with(path, local -> Files.newByteChannel(local, options, attributes));
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> local = with(folder, Files::newDirectoryStream)) {
            for (Path file : local) {
                Path path = folder.resolve(file.getFileName().toString());
                if (filter.accept(path)) {
                    found.add(path);
                }
            }
        }
        return new DirectoryStream<>() {

            @Override
            public Iterator<Path> iterator() {
                return found.iterator();
            }

            @Override
            public void close() {
                found.clear();
            }
        };
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
        with(folder, local -> Files.createDirectory(local, attributes));
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws IOException {
        with(link, local -> Files.createSymbolicLink(local, Path.of(target.toString()), attributes));
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        return files.getPath(with(link, Files::readSymbolicLink).toString());
    }

    @Override
    public void delete(Path path) throws IOException {
        with(path, local -> {
            Files.delete(local);
            return null;
        });
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        Path from = with(source, local -> local);
        with(target, to -> Files.copy(from, to, options));
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        Path from = with(source, local -> local);
        with(target, to -> Files.move(from, to, options));
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        Path second = with(other, local -> local);
        return with(path, local -> Files.isSameFile(local, second));
    }

    @Override
    public boolean isHidden(Path path) {
        return path.getFileName() != null && path.getFileName().toString().startsWith(".");
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        return with(path, Files::getFileStore);
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        with(path, local -> {
            local.getFileSystem().provider().checkAccess(local, modes);
            return null;
        });
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        return Files.getFileAttributeView(files.local(path), type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options) throws IOException {
        return with(path, local -> Files.readAttributes(local, type, options));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        return with(path, local -> Files.readAttributes(local, attributes, options));
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        with(path, local -> Files.setAttribute(local, attribute, value, options));
    }
}
