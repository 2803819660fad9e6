package io.sshra.fake;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A path of a {@link FakeFileSystem}: names separated by slashes, absolute or relative to the root. */
record FakePath(FakeFileSystem files, boolean absolute, List<String> names) implements Path {

    FakePath {
        names = List.copyOf(names);
    }

    private FakePath with(boolean isAbsolute, List<String> itsNames) {
        return new FakePath(files, isAbsolute, itsNames);
    }

    private FakePath own(Path other) {
        if (!(Objects.requireNonNull(other) instanceof FakePath path) || path.files != files) {
            throw new ProviderMismatchException(other + " is a path of another file system");
        }
        return path;
    }

    private boolean isEmpty() {
        return !absolute && names.isEmpty();
    }

    @Override
    public FileSystem getFileSystem() {
        return files;
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
        return names.isEmpty() ? absolute ? null : this : with(false, names.subList(names.size() - 1, names.size()));
    }

    @Override
    public Path getParent() {
        return names.size() > (absolute ? 0 : 1) ? with(absolute, names.subList(0, names.size() - 1)) : null;
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
        return other instanceof FakePath path && path.files == files && path.absolute == absolute && path.isEmpty() == isEmpty()
                && path.names.size() <= names.size() && names.subList(0, path.names.size()).equals(path.names);
    }

    @Override
    public boolean endsWith(Path other) {
        return equals(other) || other instanceof FakePath path && path.files == files && !path.absolute && path.isEmpty() == isEmpty()
                && path.names.size() <= names.size() && names.subList(names.size() - path.names.size(), names.size()).equals(path.names);
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
        FakePath path = own(other);
        List<String> all = new ArrayList<>(names);
        all.addAll(path.names);
        return path.absolute ? path : with(absolute, all);
    }

    @Override
    public Path relativize(Path other) {
        FakePath path = own(other);
        if (path.absolute != absolute) {
            throw new IllegalArgumentException("one of " + this + " and " + other + " is absolute");
        }
        int same = 0;
        while (same < Math.min(names.size(), path.names.size()) && names.get(same).equals(path.names.get(same))) {
            same++;
        }
        List<String> steps = new ArrayList<>();
        names.subList(same, names.size()).forEach(name -> steps.add(".."));
        steps.addAll(path.names.subList(same, path.names.size()));
        return with(false, steps);
    }

    @Override
    public URI toUri() {
        return URI.create("sftp://fake").resolve(files.getPath("/").relativize(toAbsolutePath()).toString().replace(" ", "%20"));
    }

    @Override
    public Path toAbsolutePath() {
        return with(true, names);
    }

    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
        files.provider().checkAccess(this);
        return toAbsolutePath().normalize();
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException("SFTP does not report changes");
    }

    @Override
    public int compareTo(Path other) {
        return toString().compareTo(own(other).toString());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FakePath path && path.files == files && path.absolute == absolute && path.names.equals(names);
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
