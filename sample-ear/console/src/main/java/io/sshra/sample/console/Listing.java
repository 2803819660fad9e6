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

/** What a folder has, folders first; of a folder of very many entries some. */
public class Listing {

    /** Entries that are listed. */
    static final int MOST = 5000;

    /** Links that are followed: each costs two answers of the machine, where what is no link costs none. */
    private static final int MOST_LINKS = 200;

    private static final Logger LOG = System.getLogger(Listing.class.getName());

    /** Names are encoded, see {@link RemoteNames}. */
    public static class Entry {
        public String name;
        /** "folder", "file", "link" or "other". */
        public String kind;
        /** Of a link what is at its end: also "nothing" that can be reached, or null if it was not followed. */
        public String leadsTo;
        /** Of a link. */
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
    /** If a file was asked for and not a folder: that file; the listing is that of its folder. */
    public Entry chosen;

    /** @param path of a folder, or of a file in it */
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

    /** What the listing has said already of a path that comes from one is not asked for again. */
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

    /** A link that can't be followed is no reason to list nothing. */
    private static void follow(Path link, Entry entry) throws IOException {
        entry.leadsTo = "nothing";
        try {
            entry.target = RemoteNames.encoded(Files.readSymbolicLink(link).toString());
            entry.leadsTo = kind(Files.readAttributes(link, BasicFileAttributes.class));
        } catch (NoSuchFileException | AccessDeniedException e) {
            LOG.log(Level.DEBUG, "A link leads to nothing that can be reached", e);
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
