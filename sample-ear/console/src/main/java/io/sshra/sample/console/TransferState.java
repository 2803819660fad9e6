package io.sshra.sample.console;

import io.sshra.SshConnection;
import io.sshra.SshConnectionFactory;
import io.sshra.SshException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystem;
import java.time.Duration;
import java.util.UUID;

/** How far a {@link Transfer} is. Tells the visit's pages. Thread-safe. */
final class TransferState {

    static final String WAITING = "waiting";
    static final String RUNNING = "running";
    static final String DONE = "done";
    static final String CANCELLED = "cancelled";
    static final String INTERRUPTED = "interrupted";
    static final String FAILED = "failed";

    /** Of something that is made while it is transferred. */
    static final long UNKNOWN = -1;

    private static final Duration TOLD_EVERY = Duration.ofMillis(500);

    /**
     * What is transferred. Paths and names are percent-encoded; see {@link RemoteNames}.
     *
     * @param kind      "download", "archive" or "copy"
     * @param name      of the file; of several, what they are called together
     * @param path      of the file, or of the folder that they are in
     * @param toProfile where a copy goes; null for a download
     * @param toPath    the folder there; null for a download
     */
    public record Subject(String kind, String name, String profile, String path, String toProfile, String toPath) {
    }

    /**
     * A transfer as the page shows it.
     *
     * @param revision a later view has a larger one, or the same
     * @param size     {@link #UNKNOWN} if it is not known
     * @param files    how many are complete; 0 for a single file
     * @param leftOut  how many are left out of an archive, which has a list of them
     * @param state    "waiting" for the browser's request, "running", "done", "cancelled", "interrupted" by the browser, or "failed"
     */
    public record View(String id, long revision, Subject subject, long size, long bytes, long files, long leftOut, String state, SshErrors.Error error) {
    }

    /** What is sent to the browser from the files of a machine. */
    interface Sending {
        void from(FileSystem files) throws IOException;
    }

    private final LiveEvents live;
    private final Subject subject;
    private final long size;
    private final String id = UUID.randomUUID().toString();
    /** This field and the following ones are guarded by this object's monitor. */
    private String state = WAITING;
    private long revision;
    private long bytes;
    private long files;
    private long leftOut;
    private SshErrors.Error error;
    private Closeable open;
    private long told;

    TransferState(LiveEvents live, Subject subject, long size) {
        this.live = live;
        this.subject = subject;
        this.size = size;
    }

    String id() {
        return id;
    }

    /**
     * It runs from now on.
     *
     * @param first what is there already
     * @param used  closed when it is cancelled, so that nothing waits for a machine that does not answer
     * @return false if it has been cancelled
     */
    synchronized boolean begin(long first, Closeable used) {
        if (state.equals(CANCELLED)) {
            return false;
        }
        open = used;
        state = RUNNING;
        error = null;
        bytes = first;
        tell();
        return true;
    }

    /** @return false if it has been cancelled */
    boolean went(long count) {
        return at(-1, -1, -1, count);
    }

    /** @return false if it has been cancelled */
    boolean at(long bytesInAll, long filesInAll, long leftOutInAll) {
        return at(bytesInAll, filesInAll, leftOutInAll, 0);
    }

    private synchronized boolean at(long bytesInAll, long filesInAll, long leftOutInAll, long moreBytes) {
        bytes = bytesInAll < 0 ? bytes + moreBytes : bytesInAll;
        files = filesInAll < 0 ? files : filesInAll;
        leftOut = leftOutInAll < 0 ? leftOut : leftOutInAll;
        if (System.nanoTime() - told > TOLD_EVERY.toNanos()) {
            tell();
        }
        return state.equals(RUNNING);
    }

    /** What was requested has been transferred. It is done if that was the end of it. */
    synchronized void transferred() {
        if (state.equals(RUNNING)) {
            state = size == UNKNOWN || bytes == size ? DONE : WAITING;
            tell();
        }
    }

    /** All of it has been transferred. */
    synchronized void complete() {
        if (state.equals(RUNNING)) {
            state = DONE;
            tell();
        }
    }

    /**
     * Sends what the browser has requested, unless it has been cancelled. How that ends is told to the visit's pages.
     *
     * @param first what the browser has already
     */
    void send(Visit visit, SshConnectionFactory ssh, long first, Sending sending) {
        try (SshConnection connection = visit.connect(ssh, subject.profile());
                FileSystem files = connection.fileSystem(RemoteNames.BYTES)) {
            if (begin(first, files)) {
                sending.from(files);
                transferred();
            }
        } catch (SshException e) {
            failed(SshErrors.error(e));
        } catch (BrowserOutput.Gone e) {
            ended(INTERRUPTED, null);
        } catch (ClosedFileSystemException e) {
            failed(FileErrors.error(new IOException(e)));
        } catch (IOException e) {
            failed(FileErrors.error(e));
        }
    }

    void failed(SshErrors.Error why) {
        ended(FAILED, why);
    }

    private synchronized void ended(String how, SshErrors.Error why) {
        if (!state.equals(CANCELLED)) {
            state = how;
            error = why;
            tell();
        }
    }

    synchronized boolean isCancelled() {
        return state.equals(CANCELLED);
    }

    /** Whether it has ended for good. */
    synchronized boolean hasEnded() {
        return state.equals(DONE) || state.equals(CANCELLED) || state.equals(FAILED);
    }

    /** Cancels it, even while it waits for a machine that does not answer. */
    void cancel() throws IOException {
        Closeable closed;
        synchronized (this) {
            if (state.equals(DONE)) {
                return;
            }
            state = CANCELLED;
            tell();
            closed = open;
        }
        if (closed != null) {
            closed.close();
        }
    }

    private void tell() {
        told = System.nanoTime();
        revision++;
        live.offer("transfer", view());
    }

    synchronized View view() {
        return new View(id, revision, subject, size, bytes, files, leftOut, state, error);
    }
}
