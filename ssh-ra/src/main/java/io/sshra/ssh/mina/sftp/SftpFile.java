package io.sshra.ssh.mina.sftp;

import io.sshra.log.AdapterLog;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.sftp.client.SftpClient.CloseableHandle;
import org.apache.sshd.sftp.client.SftpClient.OpenMode;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHFsyncExtension;
import org.apache.sshd.sftp.client.impl.AbstractSftpClient;
import org.apache.sshd.sftp.client.impl.SftpInputStreamAsync;
import org.apache.sshd.sftp.client.impl.SftpOutputStreamAsync;
import org.apache.sshd.sftp.client.impl.SftpResponse;
import org.apache.sshd.sftp.client.impl.SftpStatus;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/**
 * An open remote file. Each {@code read} and {@code write} is asked and answered; the transfers of a {@link FileChannel}
 * and the streams keep many requests under way. A thread that is interrupted while it waits closes it.
 */
final class SftpFile extends FileChannel {

    /** Tells MINA to make requests that fit into one packet. */
    private static final int PACKET = 0;

    /** Room for the handle, which has 256 bytes at most, and three numbers. */
    private static final int OTHERS_OF_WRITE = 300;

    private final SftpPath path;
    private final AbstractSftpClient client;
    private final CloseableHandle handle;
    private final boolean readable;
    private final boolean writable;
    private final boolean appending;
    private final boolean deleteOnClose;
    /** The numbers of writes whose answers nobody has looked at yet. */
    private final Queue<Integer> unanswered = new ConcurrentLinkedQueue<>();
    private final Object positionLock = new Object();
    private long position;

    /** @param permissions for a new file; null for the server's own */
    SftpFile(SftpPath path, Set<? extends OpenOption> options, Set<PosixFilePermission> permissions) throws IOException {
        this.path = path;
        this.client = path.getFileSystem().client();
        this.appending = options.contains(StandardOpenOption.APPEND);
        this.writable = appending || options.contains(StandardOpenOption.WRITE);
        this.readable = options.contains(StandardOpenOption.READ) || !writable;
        this.deleteOnClose = options.contains(StandardOpenOption.DELETE_ON_CLOSE);
        this.handle = open(modes(options));
        if (permissions != null) {
            SftpFailures.doing(path, null,
                    () -> client.setStat(handle, new SftpClient.Attributes().perms(SftpAttributes.mode(permissions))));
        }
    }

    private Set<OpenMode> modes(Set<? extends OpenOption> options) {
        for (OpenOption option : options) {
            if (!(option instanceof StandardOpenOption) && option != LinkOption.NOFOLLOW_LINKS) {
                throw new UnsupportedOperationException("no option " + option);
            }
        }
        boolean truncating = options.contains(StandardOpenOption.TRUNCATE_EXISTING);
        if (appending && (truncating || options.contains(StandardOpenOption.READ))) {
            throw new IllegalArgumentException("APPEND goes neither with READ nor with TRUNCATE_EXISTING");
        }
        Set<OpenMode> modes = EnumSet.noneOf(OpenMode.class);
        if (readable) {
            modes.add(OpenMode.Read);
        }
        if (writable) {
            modes.add(OpenMode.Write);
            if (appending) {
                modes.add(OpenMode.Append);
            }
            if (options.contains(StandardOpenOption.CREATE_NEW)) {
                modes.add(OpenMode.Create);
                modes.add(OpenMode.Exclusive);
            } else if (options.contains(StandardOpenOption.CREATE)) {
                modes.add(OpenMode.Create);
            }
            if (truncating) {
                modes.add(OpenMode.Truncate);
            }
        }
        return modes;
    }

    private CloseableHandle open(Set<OpenMode> modes) throws IOException {
        try {
            return client.open(path.remote(), modes);
        } catch (IOException e) {
            IOException failure = SftpFailures.explain(e, path, null);
            if (failure.getClass() == FileSystemException.class && client.isOpen()) {
                // Version 3 says no more than that it failed.
                if (modes.contains(OpenMode.Exclusive) && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                    throw new FileAlreadyExistsException(path.toString());
                }
                if (Files.isDirectory(path)) {
                    throw new FileSystemException(path.toString(), null, "is a directory");
                }
            }
            throw failure;
        }
    }

    private int readFor(long bytes) throws IOException {
        return isFew(bytes) ? RequestSizes.USUAL : path.getFileSystem().requestSizes().readFor(bytes);
    }

    /** Whether one request takes them at any server. */
    private static boolean isFew(long bytes) {
        return bytes <= RequestSizes.USUAL;
    }

    // ---- streams ----

    /** From the start, reading ahead; closes this with it. */
    InputStream inputStream() throws IOException {
        long size = size();
        return new FilterInputStream(new SftpInputStreamAsync(client, readFor(size), 0, size, path.toString(), handle, false)) {
            @Override
            public int read() throws IOException {
                return SftpFailures.asking(path, super::read);
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return SftpFailures.asking(path, () -> super.read(bytes, offset, length));
            }

            @Override
            public long transferTo(OutputStream out) throws IOException {
                return SftpFailures.asking(path, () -> in.transferTo(out));
            }

            /** What was read is right as far as it goes: a connection that has ended or is about to does not change that. */
            @Override
            public void close() throws IOException {
                try {
                    SftpFailures.doing(path, null, in::close);
                } catch (IOException e) {
                    AdapterLog.LOG.tracef(e, "%s not read to its end", path);
                } finally {
                    SftpFile.this.close();
                }
            }
        };
    }

    /** From the start, or the end if it appends, without waiting for the answer to each write; closes this with it. */
    OutputStream outputStream() throws IOException {
        SftpOutputStreamAsync stream = new SftpOutputStreamAsync(client, PACKET, path.toString(), handle, false);
        stream.setOffset(appending ? size() : 0);
        return new FilterOutputStream(stream) {
            private boolean ended;

            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                SftpFailures.doing(path, null, () -> out.write(bytes, offset, length));
            }

            @Override
            public void flush() throws IOException {
                SftpFailures.doing(path, null, out::flush);
            }

            @Override
            public void close() throws IOException {
                if (ended) {
                    return;
                }
                ended = true;
                try {
                    SftpFailures.doing(path, null, out::close);
                } finally {
                    SftpFile.this.close();
                }
            }
        };
    }

    // ---- reading ----

    @Override
    public int read(ByteBuffer to) throws IOException {
        synchronized (positionLock) {
            int read = read(to, position);
            position += Math.max(0, read);
            return read;
        }
    }

    @Override
    public int read(ByteBuffer to, long from) throws IOException {
        checkPosition(from);
        checkReadable();
        if (!to.hasRemaining()) {
            return 0;
        }
        byte[] bytes = new byte[Math.min(to.remaining(), RequestSizes.USUAL)];
        int read = inTime(() -> client.read(handle, from, bytes, 0, bytes.length));
        if (read > 0) {
            to.put(bytes, 0, read);
        }
        return read;
    }

    @Override
    public long read(ByteBuffer[] to, int offset, int length) throws IOException {
        long sum = 0;
        for (int i = offset; i < offset + length; i++) {
            while (to[i].hasRemaining()) {
                int read = read(to[i]);
                if (read < 0) {
                    return sum == 0 ? -1 : sum;
                }
                sum += read;
            }
        }
        return sum;
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
        checkPosition(from);
        checkReadable();
        return inTime(() -> {
            if (isFew(count)) {
                return transferFew(from, (int) count, target);
            }
            try (SftpInputStreamAsync stream = new SftpInputStreamAsync(client, readFor(count), from, from + count,
                    path.toString(), handle, false)) {
                return stream.transferTo(count, target);
            }
        });
    }

    /** In one request, where MINA's stream would also ask for what comes after them. */
    private long transferFew(long from, int count, WritableByteChannel target) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            int read = client.read(handle, from + bytes.position(), bytes.array(), bytes.position(), bytes.remaining());
            if (read <= 0) {
                break;
            }
            bytes.position(bytes.position() + read);
        }
        bytes.flip();
        while (bytes.hasRemaining()) {
            target.write(bytes);
        }
        return bytes.limit();
    }

    // ---- writing ----

    @Override
    public int write(ByteBuffer from) throws IOException {
        synchronized (positionLock) {
            if (appending) {
                position = size();
            }
            int written = write(from, position);
            position += written;
            return written;
        }
    }

    @Override
    public int write(ByteBuffer from, long to) throws IOException {
        checkPosition(to);
        checkWritable();
        byte[] bytes = new byte[from.remaining()];
        from.duplicate().get(bytes);
        inTime(() -> {
            client.write(handle, to, bytes, 0, bytes.length);
            return null;
        });
        from.position(from.limit());
        return bytes.length;
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        long sum = 0;
        for (int i = offset; i < offset + length; i++) {
            sum += write(from[i]);
        }
        return sum;
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long to, long count) throws IOException {
        checkPosition(to);
        checkWritable();
        return inTime(() -> {
            if (isFew(count)) {
                return transferFew(source, to, (int) count);
            }
            RequestSizes sizes = path.getFileSystem().requestSizes();
            int size = sizes.isLargeWrite(count) ? sizes.write() : PACKET;
            try (SftpOutputStreamAsync stream = new SftpOutputStreamAsync(client, size, path.toString(), handle, false)) {
                stream.setOffset(to);
                return stream.transferFrom(source, count);
            }
        });
    }

    /** In one request, whose answer is looked at later. */
    private long transferFew(ReadableByteChannel source, long to, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        int read;
        do {
            read = source.read(bytes);
        } while (read >= 0 && bytes.hasRemaining());
        int length = bytes.position();
        if (length > 0) {
            Buffer request = new ByteArrayBuffer(length + OTHERS_OF_WRITE, false);
            request.putBytes(handle.getIdentifier());
            request.putLong(to);
            request.putBytes(bytes.array(), 0, length);
            unanswered.add(client.send(SftpConstants.SSH_FXP_WRITE, request));
        }
        return length;
    }

    /** @throws IOException if something that was sent before was not written */
    private void checkWritten() throws IOException {
        for (Integer id = unanswered.poll(); id != null; id = unanswered.poll()) {
            SftpStatus status = SftpStatus.parse(SftpResponse.parse(SftpConstants.SSH_FXP_WRITE, client.receive(id)));
            if (!status.isOk()) {
                throw new SftpException(status.getStatusCode(), status.getMessage());
            }
        }
    }

    // ---- position and size ----

    @Override
    public long position() throws IOException {
        checkOpen();
        synchronized (positionLock) {
            return position;
        }
    }

    @Override
    public FileChannel position(long newPosition) throws IOException {
        checkPosition(newPosition);
        checkOpen();
        synchronized (positionLock) {
            position = newPosition;
        }
        return this;
    }

    @Override
    public long size() throws IOException {
        checkOpen();
        return inTime(() -> client.stat(handle).getSize());
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        checkPosition(size);
        checkWritable();
        synchronized (positionLock) {
            if (size < size()) {
                inTime(() -> {
                    client.setStat(handle, new SftpClient.Attributes().size(size));
                    return null;
                });
            }
            position = Math.min(position, size);
        }
        return this;
    }

    /** By {@code fsync@openssh.com}; does nothing at a server without it. */
    @Override
    public void force(boolean metaData) throws IOException {
        checkOpen();
        OpenSSHFsyncExtension fsync = client.getExtension(OpenSSHFsyncExtension.class);
        if (fsync != null && fsync.isSupported()) {
            inTime(() -> {
                fsync.fsync(handle);
                return null;
            });
        }
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long from, long size) {
        throw new UnsupportedOperationException("a remote file can't be mapped");
    }

    @Override
    public FileLock lock(long from, long size, boolean shared) {
        throw new UnsupportedOperationException("SFTP version 3 has no locks");
    }

    @Override
    public FileLock tryLock(long from, long size, boolean shared) {
        return lock(from, size, shared);
    }

    // ---- closing ----

    @Override
    protected void implCloseChannel() throws IOException {
        // The server must be told, even by a thread that was interrupted.
        boolean interrupted = Thread.interrupted();
        try {
            SftpFailures.doing(path, null, this::closeHandle);
            if (deleteOnClose && client.isOpen()) {
                path.getFileSystem().provider().delete(path);
            }
        } catch (NoSuchFileException e) {
            if (!deleteOnClose) {
                throw e;
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The answers to what was written come with that to the closing. */
    private void closeHandle() throws IOException {
        try {
            if (client.isOpen()) {
                handle.close();
            }
        } catch (IOException e) {
            if (writable) {
                throw e;
            }
            // Of a file that was only read, reading has said what there is to say.
            AdapterLog.LOG.tracef(e, "%s not closed at the server", path);
        } finally {
            checkWritten();
        }
    }

    /** Makes the request; an interrupt closes this, as it does with any channel. */
    private <T> T inTime(SftpFailures.Request<T> request) throws IOException {
        try {
            SftpFailures.doing(path, null, this::checkWritten);
            return SftpFailures.asking(path, request);
        } catch (java.nio.channels.ClosedByInterruptException e) {
            close();
            throw e;
        }
    }

    private void checkOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    private void checkReadable() throws ClosedChannelException {
        checkOpen();
        if (!readable) {
            throw new NonReadableChannelException();
        }
    }

    private void checkWritable() throws ClosedChannelException {
        checkOpen();
        if (!writable) {
            throw new NonWritableChannelException();
        }
    }

    private static void checkPosition(long position) {
        if (position < 0) {
            throw new IllegalArgumentException("the position or size is " + position);
        }
    }

    @Override
    public String toString() {
        return path.toUri().toString();
    }
}
