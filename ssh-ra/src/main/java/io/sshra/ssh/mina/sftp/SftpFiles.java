package io.sshra.ssh.mina.sftp;

import io.sshra.base.FileAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.time.Duration;
import org.apache.sshd.common.util.buffer.BufferException;
import org.apache.sshd.sftp.common.SftpException;

/** One use of an SFTP channel: its file system, and what only the one who gave it away may do with it. Thread-safe. */
public final class SftpFiles {

    private final SftpRequests client;
    private final SftpFileSystem fileSystem;

    /**
     * @param authority {@code user@host:port}, for names
     * @param closing   ends the use by {@link #leave}; run when the file system is closed, which may be more than once
     */
    public SftpFiles(SftpRequests client, String authority, Runnable closing) {
        this.client = client;
        this.fileSystem = new SftpFileSystem(client, authority, closing);
        client.use().begins();
    }

    /**
     * From now on the user may only do this. Called before the user gets the file system.
     *
     * @param allowed null for everything
     */
    public void restrict(FileAccess allowed) {
        client.guard().restrict(allowed);
    }

    /** For the user. */
    public FileSystem fileSystem() {
        return fileSystem;
    }

    /**
     * Ends the use of the file system without closing the channel, which the next user may get. A thread that is between two requests of
     * one operation ends that operation.
     *
     * @param soon how long this waits until the last request, whose answer nobody waits for, has been sent
     * @return false if something is still open or under way: then the channel must be closed
     */
    public boolean leave(Duration soon) {
        fileSystem.end();
        return client.isOpen() && client.isQuiet(soon);
    }

    /**
     * Whether the server has answered nothing, and nothing was requested that changes files, but for the creation of new files and
     * folders.
     */
    public boolean isUntouched() {
        return client.use().isUntouched();
    }

    /**
     * Waits until the server answers a request, whatever it says.
     *
     * @throws IOException if no answer comes any more
     */
    public void awaitAnswer() throws IOException {
        try {
            fileSystem.nameOfStartFolder();
        } catch (UncheckedIOException e) {
            if (!(e.getCause() instanceof SftpException)) {
                throw e.getCause();
            }
        } catch (BufferException malformed) {
            // An answer, too. Whoever needs the folder asks again.
        }
    }
}
