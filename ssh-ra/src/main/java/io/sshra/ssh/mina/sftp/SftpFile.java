package io.sshra.ssh.mina.sftp;

import io.sshra.base.TimeLimit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * A remote file as a channel. Each {@code read} and {@code write} is one request and its answer; the transfers of a {@link
 * FileChannel} and the streams keep many requests under way. A thread that is interrupted while it waits closes the channel,
 * and has {@link TimeLimit#WAY_OUT} for that.
 */
final class SftpFile extends FileChannel {

    private final SftpPath path;
    private final SftpHandle file;
    private final BulkTransfer bulk;
    private final OpenOptions options;
    private final Object positionLock = new Object();
    private long position;

    /** @param permissions of a new file; null for the server's default */
    SftpFile(SftpPath path, Set<? extends OpenOption> options, Set<PosixFilePermission> permissions) throws IOException {
        this(path, OpenOptions.of(options), permissions);
    }

    SftpFile(SftpPath path, OpenOptions options, Set<PosixFilePermission> permissions) throws IOException {
        this.path = path;
        this.options = options;
        this.file = new SftpHandle(path, options, permissions);
        this.bulk = new BulkTransfer(file, options);
    }

    // ---- streams ----

    /** Reads from the start, ahead of the caller. Closing the stream closes this channel. */
    InputStream inputStream() throws IOException {
        return new SftpInput(this, path, bulk.readAhead(0, inTime(file::expectedSize), true));
    }

    /**
     * Writes from the start, or at the end if this channel appends, without waiting for each answer. Closing the stream closes
     * this channel.
     */
    OutputStream outputStream() throws IOException {
        return new SftpOutput(this, path, bulk.writeBehind(options.appending() ? size() : 0));
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
        int length = Math.min(to.remaining(), RequestSizes.USUAL);
        Buffer answer = inTime(() -> file.data(file.ask(from, length), length));
        return answer == null ? -1 : put(answer, to);
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

    private static int put(Buffer answer, ByteBuffer to) {
        int read = answer.available();
        to.put(answer.array(), answer.rpos(), read);
        return read;
    }

    /** Reads ahead, up to the {@link io.sshra.base.FileOption.ExpectedSize} if it was opened with one. */
    @Override
    public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
        checkPosition(from);
        checkReadable();
        return inTime(() -> bulk.read(from, count, target));
    }

    // ---- writing ----

    @Override
    public int write(ByteBuffer from) throws IOException {
        synchronized (positionLock) {
            if (options.appending()) {
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
            file.write(to, bytes);
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
        return inTime(() -> bulk.write(source, to, count));
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
        return inTime(file::size);
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        checkPosition(size);
        checkWritable();
        synchronized (positionLock) {
            inTime(() -> {
                file.truncate(size);
                return null;
            });
            position = Math.min(position, size);
        }
        return this;
    }

    /** Uses {@code fsync@openssh.com}; a no-op if the server does not have it. */
    @Override
    public void force(boolean metaData) throws IOException {
        checkOpen();
        inTime(() -> {
            file.force();
            return null;
        });
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

    /** Even an interrupted thread must close the file at the server. */
    @Override
    protected void implCloseChannel() throws IOException {
        TimeLimit.cleanUp(() -> {
            SftpFailures.doing(path, null, file::close);
            if (options.deletedOnClose() && file.client().isOpen()) {
                try {
                    path.getFileSystem().provider().delete(path);
                } catch (NoSuchFileException e) {
                    // Somebody else has deleted the file.
                }
            }
        });
    }

    /** Makes the request. An interrupt closes this channel, as it does any channel. */
    private <T> T inTime(SftpFailures.Request<T> request) throws IOException {
        try {
            SftpFailures.doing(path, null, file::checkWritten);
            return SftpFailures.asking(path, request);
        } catch (ClosedByInterruptException e) {
            SftpFailures.suppressing(e, this::close);
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
        if (!options.readable()) {
            throw new NonReadableChannelException();
        }
    }

    private void checkWritable() throws ClosedChannelException {
        checkOpen();
        if (!options.writable()) {
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
