package io.sshra.sample.console;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/** The entries of a folder, folders first. A very large folder is listed in part. */
public class Listing {

    /** The maximum number of entries. */
    static final int MOST = 5000;

    /** The maximum number of links that are followed. Each costs two round trips; other entries cost none. */
    private static final int MOST_LINKS = 200;

    private static final Logger LOG = System.getLogger(Listing.class.getName());

    /** Names are encoded, see {@link RemoteNames}. */
    public static class Entry {
        public String name;
        /** "folder", "file", "link" or "other". */
        public String kind;
        /** The kind of a link's target, "nothing" if the target can't be reached, or null if the link was not followed. */
        public String leadsTo;
        /** The path in a link; null for other entries. */
        public String target;
        public long size;
        public String permissions;
        public String owner;
        public String group;
        public String modified;
    }

    public String path;
    public List<Entry> entries;
    /** Whether the folder has more entries than are listed. */
    public boolean more;
    /** The requested file if the path is not a folder; the listing is that of its folder then. */
    public Entry chosen;

    /** @param path the path of a folder or of a file in it */
    static Listing of(Path path) throws IOException {
        if (kind(Files.readAttributes(path, BasicFileAttributes.class)).equals("folder")) {
            return ofFolder(path);
        }
        Listing listing = ofFolder(path.getParent());
        listing.chosen = entry(path, true);
        return listing;
    }

    private static Listing ofFolder(Path folder) throws IOException {
        Listing listing = new Listing();
        listing.path = RemoteNames.encoded(folder.toString());
        listing.entries = new ArrayList<>();
        int links = 0;
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            Iterator<Path> paths = stream.iterator();
            while (listing.entries.size() < MOST && paths.hasNext()) {
                Entry entry = entry(paths.next(), links < MOST_LINKS);
                links += entry.kind.equals("link") ? 1 : 0;
                listing.entries.add(entry);
            }
            listing.more = paths.hasNext();
        }
        listing.entries.sort(Comparator.comparing((Entry entry) -> !entry.kind.equals("folder"))
                .thenComparing(entry -> RemoteNames.text(RemoteNames.decoded(entry.name)), String.CASE_INSENSITIVE_ORDER));
        return listing;
    }

    /** Uses the attributes that came with the listing, if any, instead of asking again. */
    private static Entry entry(Path path, boolean followed) throws IOException {
        PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Entry entry = new Entry();
        entry.name = RemoteNames.encoded(path.getFileName().toString());
        entry.kind = kind(attributes);
        entry.size = attributes.size();
        entry.permissions = PosixFilePermissions.toString(attributes.permissions());
        entry.owner = attributes.owner().getName();
        entry.group = attributes.group().getName();
        entry.modified = attributes.lastModifiedTime().toString();
        if (attributes.isSymbolicLink() && followed) {
            follow(path, entry);
        }
        return entry;
    }

    /** A link that can't be followed does not make the listing fail. */
    private static void follow(Path link, Entry entry) throws IOException {
        entry.leadsTo = "nothing";
        try {
            entry.target = RemoteNames.encoded(Files.readSymbolicLink(link).toString());
            entry.leadsTo = kind(Files.readAttributes(link, BasicFileAttributes.class));
        } catch (NoSuchFileException | AccessDeniedException e) {
            LOG.log(Level.DEBUG, "The target of a link can't be reached", e);
        }
    }

    private static String kind(BasicFileAttributes attributes) {
        if (attributes.isDirectory()) {
            return "folder";
        } else if (attributes.isRegularFile()) {
            return "file";
        }
        return attributes.isSymbolicLink() ? "link" : "other";
    }
}
