package io.sshra.ssh.mina.sftp;

import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The path of a remote file: names separated by slashes, absolute or relative to the folder in which the server starts. On a server
 * with drive letters the first name of an absolute path is the drive, {@code /C:/Users/x}, and {@code C:/Users/x} is another form of
 * it, see {@link Drives}.
 */
final class SftpPath implements Path {

    private final SftpFileSystem fileSystem;
    private final boolean absolute;
    private final List<String> names;
    /** The attributes from a listing, for the first caller who asks for them. */
    private final AtomicReference<SftpAttributes> listed = new AtomicReference<>();

    /** @param names not empty and without slashes; a relative path without names is the empty path */
    private SftpPath(SftpFileSystem fileSystem, boolean absolute, List<String> names) {
        this.fileSystem = fileSystem;
        this.absolute = absolute;
        this.names = names;
    }

    static SftpPath parse(SftpFileSystem fileSystem, String text) {
        boolean withDrive = Drives.begins(text) && fileSystem.drives() != Drives.NONE;
        return parsed(fileSystem, withDrive ? Drives.normal(text) : text);
    }

    /** The path of a name that the server has given as an absolute one. */
    static SftpPath answered(SftpFileSystem fileSystem, String text) {
        return parsed(fileSystem, Drives.begins(text) ? Drives.normal(text) : text);
    }

    private static SftpPath parsed(SftpFileSystem fileSystem, String text) {
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            throw new InvalidPathException(text, "NUL in a path", nul);
        }
        List<String> names = new ArrayList<>();
        for (String name : text.split("/")) {
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return new SftpPath(fileSystem, text.startsWith("/"), List.copyOf(names));
    }

    /** The path of an entry of this folder. */
    SftpPath child(String name, SftpAttributes attributes) {
        List<String> all = new ArrayList<>(names);
        all.add(name);
        SftpPath child = new SftpPath(fileSystem, absolute, List.copyOf(all));
        child.listed.set(attributes);
        return child;
    }

    /** The attributes from a listing. Returns them once, then null. */
    SftpAttributes takeListed() {
        return listed.getAndSet(null);
    }

    /** The path as requests contain it: the empty path stands for the start folder. */
    String remote() {
        return !absolute && names.isEmpty() ? "." : sent();
    }

    /** The path as the server writes it. */
    String sent() {
        boolean withDrive = absolute && !names.isEmpty() && Drives.begins(names.get(0));
        return withDrive ? fileSystem.drives().sent(toString()) : toString();
    }

    private SftpPath with(boolean absolute, List<String> names) {
        return new SftpPath(fileSystem, absolute, List.copyOf(names));
    }

    private SftpPath own(Path other) {
        if (!(other instanceof SftpPath path) || path.fileSystem != fileSystem) {
            throw new ProviderMismatchException(other + " is not a path of " + fileSystem);
        }
        return path;
    }

    private boolean isEmpty() {
        return !absolute && names.isEmpty();
    }

    @Override
    public SftpFileSystem getFileSystem() {
        return fileSystem;
    }

    @Override
    public boolean isAbsolute() {
        return absolute;
    }

    @Override
    public Path getRoot() {
        return absolute ? with(true, List.of()) : null;
    }

    @Override
    public Path getFileName() {
        if (isEmpty()) {
            return this;
        }
        return names.isEmpty() ? null : with(false, names.subList(names.size() - 1, names.size()));
    }

    @Override
    public Path getParent() {
        if (names.isEmpty() || names.size() == 1 && !absolute) {
            return null;
        }
        return with(absolute, names.subList(0, names.size() - 1));
    }

    @Override
    public int getNameCount() {
        return isEmpty() ? 1 : names.size();
    }

    @Override
    public Path getName(int index) {
        return subpath(index, index + 1);
    }

    @Override
    public Path subpath(int begin, int end) {
        if (begin < 0 || end > getNameCount() || begin >= end) {
            throw new IllegalArgumentException(begin + " to " + end + " of " + getNameCount() + " names");
        }
        return isEmpty() ? this : with(false, names.subList(begin, end));
    }

    @Override
    public boolean startsWith(Path other) {
        if (!(other instanceof SftpPath path) || path.fileSystem != fileSystem || path.absolute != absolute
                || path.isEmpty() != isEmpty() || path.names.size() > names.size()) {
            return false;
        }
        return names.subList(0, path.names.size()).equals(path.names);
    }

    @Override
    public boolean endsWith(Path other) {
        if (!(other instanceof SftpPath path) || path.fileSystem != fileSystem || path.isEmpty() != isEmpty()
                || path.names.size() > names.size()) {
            return false;
        }
        if (path.absolute) {
            return equals(path);
        }
        return names.subList(names.size() - path.names.size(), names.size()).equals(path.names);
    }

    @Override
    public Path normalize() {
        List<String> normal = new ArrayList<>();
        for (String name : names) {
            boolean up = name.equals("..");
            if (up && !normal.isEmpty() && !normal.get(normal.size() - 1).equals("..")) {
                normal.remove(normal.size() - 1);
            } else if (!name.equals(".") && !(up && absolute)) {
                normal.add(name);
            }
        }
        return with(absolute, normal);
    }

    @Override
    public Path resolve(Path other) {
        SftpPath path = own(other);
        if (path.absolute || isEmpty()) {
            return path;
        }
        List<String> all = new ArrayList<>(names);
        all.addAll(path.names);
        return with(absolute, all);
    }

    @Override
    public Path relativize(Path other) {
        SftpPath path = own(other);
        if (path.absolute != absolute) {
            throw new IllegalArgumentException("one of " + this + " and " + other + " is absolute");
        }
        int same = 0;
        while (same < Math.min(names.size(), path.names.size()) && names.get(same).equals(path.names.get(same))) {
            same++;
        }
        if (names.subList(same, names.size()).contains("..")) {
            throw new IllegalArgumentException("what follows .. in " + this + " is not known");
        }
        List<String> steps = new ArrayList<>();
        for (int i = same; i < names.size(); i++) {
            steps.add("..");
        }
        steps.addAll(path.names.subList(same, path.names.size()));
        return with(false, steps);
    }

    /** {@code sftp://user@host:port/path}, without resolving names. For people, not for look-ups. */
    @Override
    public URI toUri() {
        return fileSystem.uri(toAbsolutePath().toString());
    }

    @Override
    public Path toAbsolutePath() {
        return absolute ? this : fileSystem.startFolder().resolve(this);
    }

    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
        return fileSystem.provider().realPath(this, options);
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException("SFTP does not report changes");
    }

    @Override
    public int compareTo(Path other) {
        SftpPath path = own(other);
        if (absolute != path.absolute) {
            return absolute ? 1 : -1;
        }
        return Arrays.compare(names.toArray(String[]::new), path.names.toArray(String[]::new));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SftpPath path && path.fileSystem == fileSystem && path.absolute == absolute
                && path.names.equals(names);
    }

    @Override
    public int hashCode() {
        return names.hashCode() * 31 + (absolute ? 1 : 0);
    }

    @Override
    public String toString() {
        return (absolute ? "/" : "") + String.join("/", names);
    }
}
