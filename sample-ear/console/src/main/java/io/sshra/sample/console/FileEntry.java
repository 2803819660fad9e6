package io.sshra.sample.console;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;

/**
 * A file, folder or link as the page shows it. Names are encoded, see {@link RemoteNames}.
 *
 * @param kind     "folder", "file", "link" or "other"
 * @param leadsTo  the kind of a link's target, "nothing" if the target can't be reached, or null if the link was not followed
 * @param target   the path in a link; null for other entries
 * @param modified in seconds since 1970
 */
public record FileEntry(String name, String kind, String leadsTo, String target, long size, String permissions, String owner, String group,
        long modified) {

    private static final Logger LOG = System.getLogger(FileEntry.class.getName());

    /** @param followed whether a link is followed, which costs two round trips */
    static FileEntry of(Path path, boolean followed) throws IOException {
        return of(path, Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS), followed);
    }

    static FileEntry of(Path path, PosixFileAttributes attributes, boolean followed) throws IOException {
        FileEntry entry = new FileEntry(RemoteNames.encoded(path.getFileName().toString()), kind(attributes), null, null, attributes.size(),
                PosixFilePermissions.toString(attributes.permissions()), RemoteNames.text(attributes.owner().toString()), RemoteNames.text(attributes.group().toString()),
                attributes.lastModifiedTime().to(TimeUnit.SECONDS));
        return attributes.isSymbolicLink() && followed ? entry.followed(path) : entry;
    }

    /** A link that can't be followed does not make the listing fail. */
    private FileEntry followed(Path link) throws IOException {
        String found = null;
        String leading = "nothing";
        try {
            found = RemoteNames.encoded(Files.readSymbolicLink(link).toString());
            leading = kind(Files.readAttributes(link, BasicFileAttributes.class));
        } catch (NoSuchFileException | AccessDeniedException e) {
            LOG.log(Level.DEBUG, "The target of a link can't be reached", e);
        }
        return new FileEntry(name, kind, leading, found, size, permissions, owner, group, modified);
    }

    static String kind(BasicFileAttributes attributes) {
        if (attributes.isDirectory()) {
            return "folder";
        } else if (attributes.isRegularFile()) {
            return "file";
        }
        return attributes.isSymbolicLink() ? "link" : "other";
    }
}
