package io.sshra.ssh.mina.sftp;

import io.sshra.SshText;
import io.sshra.base.TimeLimit;
import io.sshra.log.AdapterLog;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.sshd.sftp.client.SftpClient.CloseableHandle;
import org.apache.sshd.sftp.client.SftpClient.DirEntry;

/** The listing of a folder, which reads some entries at a time. */
final class SftpDirectory implements DirectoryStream<Path>, Iterator<Path> {

    /** For one listing: a server can send any number of invalid names. */
    private static final int MOST_WARNINGS = 10;

    private final SftpPath folder;
    private final SftpRequests client;
    private final CloseableHandle handle;
    private final Filter<? super Path> filter;
    private final Queue<SftpPath> entries = new ArrayDeque<>();
    private boolean iterated;
    private boolean ended;
    private int leftOut;
    private volatile boolean closed;

    SftpDirectory(SftpPath folder, Filter<? super Path> filter) throws IOException {
        this.folder = folder;
        this.client = folder.getFileSystem().client();
        this.filter = filter;
        this.handle = client.openDir(folder.remote());
        if (client.kind().isShortOfFiles()) {
            readAll();
        }
    }

    private void readAll() throws IOException {
        try {
            while (!ended) {
                read();
            }
        } catch (IOException e) {
            SftpFailures.suppressing(e, handle::close);
            throw e;
        }
        handle.close();
    }

    @Override
    public synchronized Iterator<Path> iterator() {
        if (iterated || closed) {
            throw new IllegalStateException(closed ? "closed" : "iterator() was called before");
        }
        iterated = true;
        return this;
    }

    @Override
    public synchronized boolean hasNext() {
        while (entries.isEmpty() && !ended && !closed) {
            try {
                SftpFailures.doing(folder, null, this::read);
            } catch (IOException e) {
                throw new DirectoryIteratorException(e);
            }
        }
        return !entries.isEmpty();
    }

    @Override
    public synchronized Path next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return entries.remove();
    }

    private void read() throws IOException {
        List<DirEntry> more = client.readDir(handle);
        if (more == null || more.isEmpty()) {
            // An answer without names ends the listing, as in OpenSSH's sftp. Otherwise requests would repeat forever.
            ended = true;
            return;
        }
        for (DirEntry entry : more) {
            String name = entry.getFilename();
            if (name.equals(".") || name.equals("..")) {
                continue;
            }
            if (name.isEmpty() || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
                // Appended to the folder's name, it would be a file elsewhere.
                if (leftOut++ < MOST_WARNINGS) {
                    AdapterLog.LOG.entryLeftOut(SshText.visible(folder.toUri().toString()), SshText.visible(name));
                }
                continue;
            }
            SftpAttributes attributes = SftpAttributes.of(entry.getAttributes()).named(entry.getLongFilename());
            SftpPath path = folder.child(name, attributes.hasType() ? attributes : null);
            if (filter.accept(path)) {
                entries.add(path);
            }
        }
    }

    /** Even an interrupted thread must close the folder at the server. */
    @Override
    public void close() throws IOException {
        closed = true;
        if (handle.isOpen() && folder.getFileSystem().isOpen()) {
            TimeLimit.cleanUp(() -> SftpFailures.doing(folder, null, handle::close));
        }
    }
}
