package io.sshra.transfer;

import io.sshra.SshText;
import io.sshra.SshTransferOptions;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A download by SCP. The server names the files: nothing is written outside of the target, whatever it says. For one thread.
 */
final class ScpDownload {

    private static final int CHUNK = 32 * 1024;
    private static final Pattern ENTRY = Pattern.compile("([0-7]{4,6}) ([0-9]{1,18}) (.+)", Pattern.DOTALL);
    private static final Pattern TIMES = Pattern.compile("([0-9]{1,18}) [0-9]+ ([0-9]{1,18}) [0-9]+");

    /** @param modified null if not told */
    private record Entry(Path path, int mode, long size, FileTime modified, FileTime accessed) {
    }

    private final ScpLink link;
    private final Path target;
    private final SshTransferOptions options;
    private final Renaming renaming;
    private final Progress progress;
    private final Deque<Entry> folders = new ArrayDeque<>();
    private FileTime modified;
    private FileTime accessed;
    private boolean begun;

    ScpDownload(ScpLink link, Path target, SshTransferOptions options, Progress progress) {
        this.link = link;
        this.target = target;
        this.options = options;
        this.renaming = new Renaming(options);
        this.progress = progress;
    }

    /** Whether the server has sent a file or folder. */
    boolean hasBegun() {
        return begun;
    }

    void run() throws IOException {
        link.confirm();
        for (int type = link.type(); type >= 0; type = link.type()) {
            message((char) type, link.line());
            link.confirm();
        }
        if (!begun || !folders.isEmpty()) {
            throw new EOFException("the server's scp has ended before the transfer is complete");
        }
    }

    private void message(char type, String line) throws IOException {
        switch (type) {
            case 'T' -> times(line);
            case 'C' -> file(entry(line));
            case 'D' -> folder(entry(line));
            case 'E' -> endOfFolder();
            default -> throw new IOException("not the SCP protocol: " + SshText.visible(type + line));
        }
    }

    private void times(String line) throws IOException {
        Matcher times = TIMES.matcher(line);
        if (!times.matches()) {
            throw new IOException("invalid times from the server's scp: " + SshText.visible(line));
        }
        modified = FileTime.from(Long.parseLong(times.group(1)), TimeUnit.SECONDS);
        accessed = FileTime.from(Long.parseLong(times.group(2)), TimeUnit.SECONDS);
    }

    private Entry entry(String line) throws IOException {
        Matcher entry = ENTRY.matcher(line);
        if (!entry.matches()) {
            throw new IOException("invalid entry from the server's scp: " + SshText.visible(line));
        }
        Entry found = new Entry(path(entry.group(3)), Integer.parseInt(entry.group(1), 8), Long.parseLong(entry.group(2)), modified, accessed);
        modified = null;
        accessed = null;
        begun = true;
        return found;
    }

    /** The caller names the first entry. Each other one must be an entry of the folder that is open. */
    private Path path(String name) throws IOException {
        Entry folder = folders.peek();
        if (folder == null) {
            if (begun) {
                throw new IOException("the server's scp sends more than was asked for: " + SshText.visible(name));
            }
            return target;
        }
        Path in = folder.path();
        try {
            Path path = in.resolve(name);
            if (!name.equals(".") && !name.equals("..") && in.equals(path.getParent()) && path.getFileName().toString().equals(name)) {
                return path;
            }
        } catch (InvalidPathException e) {
            throw (IOException) new FileSystemException(SshText.visible(name), null, "is an invalid name here").initCause(e);
        }
        throw new FileSystemException(SshText.visible(name), null, "has a name that leads elsewhere on the other side");
    }

    private void folder(Entry entry) throws IOException {
        LinkOption[] followed = folders.isEmpty() ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
        if (!Files.isDirectory(entry.path(), followed)) {
            Files.createDirectory(entry.path());
        }
        folders.push(entry);
    }

    private void endOfFolder() throws IOException {
        if (folders.isEmpty()) {
            throw new IOException("the server's scp ends a folder that it has not begun");
        }
        keepAttributes(folders.pop(), null);
    }

    private void file(Entry entry) throws IOException {
        progress.fileStarts(SshText.visible(entry.path().toString()), entry.size(), 0);
        link.confirm();
        NewFile file = NewFile.of(entry.path(), options, new PartNames());
        try {
            try (SeekableByteChannel out = file.open(Files::newByteChannel)) {
                content(entry, progress.counting((WritableByteChannel) out));
            }
            link.awaitConfirmation();
            keepAttributes(entry, file.path());
            file.complete(renaming);
        } catch (IOException | RuntimeException | Error e) {
            file.discard(e);
            throw e;
        }
        progress.fileEnds();
    }

    private void content(Entry entry, WritableByteChannel out) throws IOException {
        byte[] bytes = new byte[CHUNK];
        for (long left = entry.size(); left > 0;) {
            int read = link.in().read(bytes, 0, (int) Math.min(CHUNK, left));
            if (read < 0) {
                throw new EOFException("the server's scp has ended " + left + " bytes before the end of the file");
            }
            ByteBuffer part = ByteBuffer.wrap(bytes, 0, read);
            while (part.hasRemaining()) {
                out.write(part);
            }
            left -= read;
        }
    }

    /** @param written the name under which it is written now; null for its own */
    private void keepAttributes(Entry entry, Path written) throws IOException {
        Path path = written == null ? entry.path() : written;
        if (options.permissionsKept() && path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(path, permissions(entry.mode()));
        }
        if (options.timesKept() && entry.modified() != null) {
            Files.getFileAttributeView(path, BasicFileAttributeView.class).setTimes(entry.modified(), entry.accessed(), null);
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            if ((mode & 0400 >> permission.ordinal()) != 0) {
                permissions.add(permission);
            }
        }
        return permissions;
    }
}
