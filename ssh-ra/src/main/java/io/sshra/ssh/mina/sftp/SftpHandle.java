package io.sshra.ssh.mina.sftp;

import io.sshra.log.AdapterLog;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.CloseableHandle;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHFsyncExtension;
import org.apache.sshd.sftp.client.impl.SftpResponse;
import org.apache.sshd.sftp.client.impl.SftpStatus;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/** A file that is open at the server: its requests and their answers. Thread-safe. */
final class SftpHandle {

    /** Room for the handle, which has at most 256 bytes, and three numbers. */
    private static final int REST_OF_WRITE = 300;

    private final SftpPath path;
    private final SftpRequests client;
    private final CloseableHandle handle;
    private final boolean writable;
    private final long mostUnderWay;
    /** The numbers of writes whose answers nobody has looked at yet. */
    private final Queue<Integer> unanswered = new ConcurrentLinkedQueue<>();

    /** @param permissions of a new file; null for the server's default */
    SftpHandle(SftpPath path, OpenOptions options, Set<PosixFilePermission> permissions) throws IOException {
        this.path = path;
        this.client = path.getFileSystem().client();
        this.writable = options.writable();
        this.mostUnderWay = options.cutOnFailure() ? options.mostUnderWay() : Long.MAX_VALUE;
        this.handle = open(options);
        if (permissions != null) {
            try {
                SftpFailures.doing(path, null,
                        () -> client.setStat(handle, new SftpClient.Attributes().perms(SftpAttributes.mode(permissions))));
            } catch (IOException e) {
                SftpFailures.suppressing(e, this::close);
                throw e;
            }
        }
    }

    private CloseableHandle open(OpenOptions options) throws IOException {
        if (options.exclusive() && !client.kind().takesExclusive() && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        try {
            CloseableHandle opened = SftpFailures.asking(path, () -> firstTryToKeep(options));
            if (options.truncating() && options.readable()) {
                empty(opened);
            }
            return opened;
        } catch (FileSystemException failure) {
            if (failure.getClass() == FileSystemException.class && client.isOpen()) {
                // Version 3 has no error code for this.
                if (options.exclusive() && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                    throw new FileAlreadyExistsException(path.toString());
                }
                if (Files.isDirectory(path)) {
                    throw new FileSystemException(path.toString(), null, "is a directory");
                }
            }
            throw failure;
        }
    }

    private CloseableHandle firstTryToKeep(OpenOptions options) throws IOException {
        Set<SftpClient.OpenMode> first = options.modesToTry();
        try {
            return client.open(path.remote(), first);
        } catch (SftpException refused) {
            if (first.equals(options.modes()) || refused.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE) {
                throw refused;
            }
            // It may be one that nobody may read.
            return client.open(path.remote(), options.modes());
        }
    }

    /** Erlang's server empties no file that is opened for reading, too. */
    private void empty(CloseableHandle opened) throws IOException {
        try {
            SftpFailures.doing(path, null, () -> {
                if (!Boolean.FALSE.equals(isLonger(opened, 0))) {
                    setSize(opened, 0);
                }
            });
        } catch (IOException e) {
            SftpFailures.suppressing(e, opened::close);
            throw e;
        }
    }

    SftpPath path() {
        return path;
    }

    SftpRequests client() {
        return client;
    }

    boolean isOpen() {
        return handle.isOpen();
    }

    // ---- reading ----

    /** Requests these bytes. Get the answer by {@link #data}, or abandon it by {@link #giveUp}. */
    int ask(long from, int length) throws IOException {
        return ask(handle, from, length);
    }

    private int ask(CloseableHandle opened, long from, int length) throws IOException {
        Buffer request = new ByteArrayBuffer(REST_OF_WRITE, false);
        request.putBytes(opened.getIdentifier());
        request.putLong(from);
        request.putUInt(length);
        return client.send(SftpConstants.SSH_FXP_READ, request);
    }

    /**
     * Returns the server's answer to such a request. An answer without bytes means the end of the file, as in OpenSSH's {@code
     * sftp}. Otherwise requests would repeat forever.
     *
     * @return at least one byte and not more than requested; null at the end of the file
     */
    Buffer data(int id, int asked) throws IOException {
        SftpResponse response = SftpResponse.parse(SftpConstants.SSH_FXP_READ, client.receive(id));
        Buffer answer = response.getBuffer();
        if (response.getType() == SftpConstants.SSH_FXP_DATA) {
            int length = answer.getInt();
            if (length < 0 || length > Math.min(asked, answer.available())) {
                throw new IOException("SFTP protocol violation: " + length + " bytes in the answer to a request for " + asked);
            }
            answer.wpos(answer.rpos() + length);
            return length == 0 ? null : answer;
        }
        SftpStatus status = SftpStatus.parse(response);
        if (status.getStatusCode() == SftpConstants.SSH_FX_EOF) {
            return null;
        }
        client.check(SftpConstants.SSH_FXP_READ, id, status);
        throw new IOException("SFTP protocol violation: a request to read was answered with OK and no data");
    }

    /** Abandons the request: nobody will get the answer. */
    void giveUp(int id) throws IOException {
        client.abandon(id);
    }

    // ---- writing ----

    void write(long to, byte[] bytes) throws IOException {
        client.write(handle, to, bytes, 0, bytes.length);
    }

    /** Writes them in one request, whose answer is checked by {@link #checkWritten}. */
    void writeUnanswered(long to, byte[] bytes, int length) throws IOException {
        Buffer request = new ByteArrayBuffer(length + REST_OF_WRITE, false);
        request.putBytes(handle.getIdentifier());
        request.putLong(to);
        request.putBytes(bytes, 0, length);
        unanswered.add(client.send(SftpConstants.SSH_FXP_WRITE, request));
    }

    /** @throws IOException if an earlier write failed */
    void checkWritten() throws IOException {
        for (Integer id = unanswered.poll(); id != null; id = unanswered.poll()) {
            client.checkDone(SftpConstants.SSH_FXP_WRITE, id);
        }
    }

    /** @param requestSize 0 for requests that fit into one packet */
    WriteBehind writeBehind(int requestSize, long from) {
        return new WriteBehind(client, requestSize, path.toString(), handle, from, mostUnderWay);
    }

    // ---- the file ----

    /**
     * The size in bytes; 0 if the server does not report it. A server that does not support requests about open files is asked
     * by the file's name.
     */
    long size() throws IOException {
        return attributes(handle).getSize();
    }

    private SftpClient.Attributes attributes(CloseableHandle opened) throws IOException {
        try {
            return client.stat(opened);
        } catch (SftpException refused) {
            return client.stat(path.remote());
        }
    }

    /** The same as a hint: 0 if the server fails to report it. */
    long expectedSize() throws IOException {
        try {
            return size();
        } catch (SftpException refused) {
            return 0;
        }
    }

    /** Cuts it, if it is longer or nobody knows how long it is. */
    void truncate(long size) throws IOException {
        if (!Boolean.FALSE.equals(isLonger(handle, size))) {
            setSize(handle, size);
        }
    }

    /** @return null if the server neither tells its size, other than 0, nor lets it be read */
    private Boolean isLonger(CloseableHandle opened, long size) throws IOException {
        long told = attributes(opened).getSize();
        if (told > 0) {
            return told > size;
        }
        try {
            return data(ask(opened, size, 1), 1) != null;
        } catch (SftpException unreadable) {
            return null;
        }
    }

    /** Some servers say that they have done it, and have not: it is looked at. */
    private void setSize(CloseableHandle opened, long size) throws IOException {
        client.setStat(opened, new SftpClient.Attributes().size(size));
        if (Boolean.TRUE.equals(isLonger(opened, size))) {
            throw new SftpException(SftpConstants.SSH_FX_FAILURE, "the server has not cut the file, though it says so");
        }
    }

    /** Cuts the file to this many bytes, because the rest may have gaps. Deletes the file if the server can't cut it. */
    void cut(long size) throws IOException {
        try {
            truncate(size);
        } catch (SftpException refused) {
            AdapterLog.LOG.tracef(refused, "%s not cut", path);
            client.remove(path.remote());
        }
    }

    /** Uses {@code fsync@openssh.com}; a no-op if the server does not have it. */
    void force() throws IOException {
        OpenSSHFsyncExtension fsync = client.getExtension(OpenSSHFsyncExtension.class);
        if (fsync != null && fsync.isSupported()) {
            fsync.fsync(handle);
        }
    }

    /** Closes the file, and checks the answers to earlier writes. */
    void close() throws IOException {
        try {
            if (client.isOpen()) {
                handle.close();
            }
        } catch (IOException e) {
            if (writable) {
                SftpFailures.suppressing(e, this::giveUpUnanswered);
                throw e;
            }
            // For a file that was only read, reading has reported any error.
            AdapterLog.LOG.tracef(e, "%s not closed at the server", path);
        }
        checkWritten();
    }

    private void giveUpUnanswered() throws IOException {
        for (Integer id = unanswered.poll(); id != null; id = unanswered.poll()) {
            client.abandon(id);
        }
    }
}
