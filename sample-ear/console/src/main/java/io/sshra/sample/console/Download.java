package io.sshra.sample.console;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;

/**
 * The download of one file by a browser, which writes it to its own disk. The visit's pages see the progress. A browser can resume
 * an interrupted download.
 */
final class Download {

    private static final Duration TOLD_EVERY = Duration.ofMillis(500);

    /** A download as the page shows it. */
    public static class View {
        public String id;
        public String profile;
        /** Percent-encoded; see {@link RemoteNames}. */
        public String path;
        public long size;
        public long bytes;
        /** "waiting" for the browser's request, "running", "done", "cancelled", "interrupted" by the browser, or "failed". */
        public String state;
        public SshErrors.Error error;
    }

    private final Visit visit;
    private final SshConnectionFactory ssh;
    private final Version version;
    /** This field and the following ones are guarded by this object's monitor. */
    private final View view = new View();
    private FileSystem open;
    private long told;

    /** Identifies the content of a file, as far as SFTP can. */
    private record Version(long size, long modifiedMillis) {

        static Version of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Version(attributes.size(), attributes.lastModifiedTime().toMillis());
        }
    }

    Download(String id, Visit visit, SshConnectionFactory ssh, String profile, Path file) throws IOException {
        this.visit = visit;
        this.ssh = ssh;
        this.version = Version.of(file);
        view.id = id;
        view.profile = profile;
        view.path = RemoteNames.encoded(file.toString());
        view.size = version.size();
        view.state = "waiting";
    }

    /** The entity tag: the browser compares it to see whether the content is the same. */
    String entityTag() {
        return "\"" + version.size() + "-" + version.modifiedMillis() + "\"";
    }

    /** Sends a part of the file. If reading fails, the browser gets fewer bytes than announced and so detects the failure. */
    void send(ByteRange range, OutputStream out) {
        try (SshConnection connection = visit.connect(ssh, view.profile);
                FileSystem files = connection.fileSystem(RemoteNames.BYTES)) {
            if (begin(files, range)) {
                send(RemoteNames.path(files, view.path), range, new Browser(Channels.newChannel(out)));
                sent();
            }
        } catch (SshException e) {
            ended("failed", SshErrors.error(e));
        } catch (BrowserGone e) {
            ended("interrupted", null);
        } catch (ClosedFileSystemException e) {
            ended("failed", FileErrors.error(new IOException(e)));
        } catch (IOException e) {
            ended("failed", FileErrors.error(e));
        }
    }

    private void send(Path file, ByteRange range, Browser browser) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            if (!Version.of(file).equals(version) || channel.transferTo(range.first(), range.length(), browser) < range.length()) {
                throw new FileSystemException(file.toString(), null, "the file has changed since the download began");
            }
        }
    }

    /** Writes to the browser, as fast as it reads. */
    private final class Browser implements WritableByteChannel {

        private final WritableByteChannel out;

        Browser(WritableByteChannel out) {
            this.out = out;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int count;
            try {
                count = out.write(bytes);
            } catch (IOException e) {
                throw new BrowserGone(e);
            }
            if (!went(count)) {
                throw new ClosedChannelException();
            }
            return count;
        }

        @Override
        public boolean isOpen() {
            return out.isOpen();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** The browser has interrupted the download, or the user has cancelled it. */
    private static final class BrowserGone extends IOException {

        private static final long serialVersionUID = 1L;

        BrowserGone(IOException cause) {
            super(cause);
        }
    }

    /** @return false if the download has been cancelled */
    private synchronized boolean begin(FileSystem files, ByteRange range) {
        if (view.state.equals("cancelled")) {
            return false;
        }
        open = files;
        view.state = "running";
        view.error = null;
        view.bytes = range.first();
        tell();
        return true;
    }

    private synchronized boolean went(int count) {
        view.bytes += count;
        if (System.nanoTime() - told > TOLD_EVERY.toNanos()) {
            tell();
        }
        return view.state.equals("running");
    }

    private synchronized void sent() {
        if (view.state.equals("running")) {
            view.state = view.bytes == view.size ? "done" : "waiting";
            tell();
        }
    }

    private synchronized void ended(String state, SshErrors.Error error) {
        if (!view.state.equals("cancelled")) {
            view.state = state;
            view.error = error;
            tell();
        }
    }

    /** Cancels the download, even while it waits for a machine that does not answer. */
    void cancel() throws IOException {
        FileSystem closed;
        synchronized (this) {
            if (view.state.equals("done")) {
                return;
            }
            view.state = "cancelled";
            tell();
            closed = open;
        }
        if (closed != null) {
            closed.close();
        }
    }

    private void tell() {
        told = System.nanoTime();
        visit.live().offer("transfer", view());
    }

    synchronized View view() {
        View copy = new View();
        copy.id = view.id;
        copy.profile = view.profile;
        copy.path = view.path;
        copy.size = view.size;
        copy.bytes = view.bytes;
        copy.state = view.state;
        copy.error = view.error;
        return copy;
    }
}
