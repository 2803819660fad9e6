package io.sshra.profile;

import io.sshra.SshProfileException;
import io.sshra.base.Wildcards;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files that a path of {@code Include} matches, in order. Files that are missing are watched, too. */
final class IncludedPaths {

    private IncludedPaths() {
    }

    /** @throws IllegalArgumentException whose message says what is wrong */
    static void check(String path) {
        Keyword.checkNotHome(path);
        if (path.indexOf('[') >= 0) {
            throw new IllegalArgumentException("the wildcard [ is not supported, only * and ?: " + path);
        }
    }

    /** @param pattern absolute; each of its names may have wildcards */
    static List<Path> of(Path pattern, WatchedFiles files) throws SshProfileException {
        List<Path> found = List.of(pattern.getRoot());
        for (Path name : pattern) {
            List<Path> deeper = new ArrayList<>();
            for (Path folder : found) {
                deeper.addAll(in(folder, name.toString(), files));
            }
            found = deeper;
        }
        return found.stream().filter(path -> !Files.isDirectory(path)).toList();
    }

    private static List<Path> in(Path folder, String pattern, WatchedFiles files) throws SshProfileException {
        if (!Wildcards.areIn(pattern)) {
            Path path = folder.resolve(pattern);
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return List.of(path);
            }
            files.watch(path);
            return List.of();
        }
        // As in a shell, only a pattern that starts with a dot matches a name that does.
        return files.names(folder).stream().filter(name -> name.startsWith(".") == pattern.startsWith("."))
                .filter(name -> Wildcards.match(pattern, name)).map(folder::resolve).toList();
    }
}
