package io.sshra.sample.console;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The entries of a folder, sent to the page line by line while they are read, in the machine's order: the page shows the first ones while the rest
 * is on its way. Deletes partial files that nobody goes on with, see {@link PartFiles}. For one request.
 */
final class Listing {

    /** The maximum number of entries. */
    static final int MOST = 200_000;

    /** The maximum number of links that are followed. Each costs two round trips; other entries cost none. */
    private static final int MOST_LINKS = 200;
    /** Entries in the first line and in each other one. */
    private static final int FIRST = 200;
    private static final int AT_ONCE = 2000;

    private static final Jsonb JSON = JsonbBuilder.create();
    private static final Logger LOG = System.getLogger(Listing.class.getName());

    /**
     * A line. Each has some of these parts.
     *
     * @param path    in the first line: of the folder
     * @param chosen  in the first line: the requested file, if it is no folder; the listing is that of its folder then
     * @param more    in the last line: whether the folder has more entries than are listed
     * @param error   in the last line: why there are no more entries
     */
    public record Line(String path, FileEntry chosen, List<FileEntry> entries, Boolean more, SshErrors.Error error) {
    }

    private final OutputStream out;
    private final List<Path> abandoned = new ArrayList<>();
    private List<FileEntry> batch = new ArrayList<>();
    private boolean begun;
    private int listed;
    private int links;

    Listing(OutputStream out) {
        this.out = out;
    }

    /** Whether something has been sent: then a failure can only be told by {@link #fail}. */
    boolean hasBegun() {
        return begun;
    }

    /** @param path the path of a folder or of a file in it */
    void send(Path path) throws IOException {
        boolean isFolder = Files.readAttributes(path, BasicFileAttributes.class).isDirectory();
        Path folder = isFolder ? path : path.getParent();
        FileEntry chosen = isFolder ? null : FileEntry.of(path, true);
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            Iterator<Path> paths = stream.iterator();
            boolean any = paths.hasNext();
            line(new Line(RemoteNames.encoded(folder.toString()), chosen, null, null, null));
            for (Instant now = Instant.now(); any && listed < MOST; any = paths.hasNext()) {
                take(paths.next(), now);
            }
            for (Path part : abandoned) {
                delete(part);
            }
            line(new Line(null, null, batch, any, null));
        }
    }

    /** Says in the last line why there are no more entries. */
    void fail(SshErrors.Error error) throws IOException {
        line(new Line(null, null, batch, null, error));
    }

    private void take(Path path, Instant now) throws IOException {
        PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (PartFiles.isAbandoned(path.getFileName().toString(), attributes, now)) {
            abandoned.add(path);
            return;
        }
        add(FileEntry.of(path, attributes, links < MOST_LINKS));
    }

    private void add(FileEntry entry) throws IOException {
        links += entry.kind().equals("link") ? 1 : 0;
        listed++;
        batch.add(entry);
        if (batch.size() == (listed == FIRST ? FIRST : AT_ONCE)) {
            line(new Line(null, null, batch, null, null));
            batch = new ArrayList<>();
        }
    }

    private void delete(Path part) throws IOException {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "An old partial file can't be deleted", e);
            add(FileEntry.of(part, false));
        }
    }

    private void line(Line line) throws IOException {
        begun = true;
        out.write((JSON.toJson(line) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
