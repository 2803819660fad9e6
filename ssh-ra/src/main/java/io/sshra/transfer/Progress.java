package io.sshra.transfer;

import io.sshra.SshTransferListener;
import io.sshra.SshTransferProgress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** Counts what a transfer reads, and informs its listener. For one thread. */
final class Progress {

    private static final long STEP_BYTES = 128 * 1024;

    private final SshTransferListener listener;
    private String source;
    private long size;
    private long fileBytes;
    private long totalBytes;
    private long toldBytes;
    private long files;

    Progress(SshTransferListener listener) {
        this.listener = listener;
    }

    void fileStarts(String file, long itsSize, long alreadyThere) throws IOException {
        source = file;
        size = itsSize;
        fileBytes = alreadyThere;
        tell();
    }

    void fileEnds() throws IOException {
        if (toldBytes != totalBytes || size <= 0) {
            tell();
        }
        files++;
    }

    /** Adds a file that was transferred beside others, with a progress of its own. */
    void fileEnds(String file, Progress itsOwn) throws IOException {
        source = file;
        size = itsOwn.size;
        fileBytes = itsOwn.fileBytes;
        totalBytes += itsOwn.totalBytes;
        tell();
        files++;
    }

    /** The file that is being transferred; null before the first. */
    String source() {
        return source;
    }

    long fileBytes() {
        return fileBytes;
    }

    long totalBytes() {
        return totalBytes;
    }

    long files() {
        return files;
    }

    private void passed(int bytes) throws IOException {
        if (bytes > 0) {
            fileBytes += bytes;
            totalBytes += bytes;
            if (totalBytes - toldBytes >= STEP_BYTES) {
                tell();
            }
        }
    }

    private void tell() throws IOException {
        toldBytes = totalBytes;
        if (!listener.proceed(SshTransferProgress.builder().source(source).bytes(fileBytes).size(size).files(files).totalBytes(totalBytes).build())) {
            throw new TransferCancelledException(source);
        }
    }

    /** The channel, counted as it is read. */
    ReadableByteChannel counting(ReadableByteChannel channel) {
        return new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer to) throws IOException {
                int read = channel.read(to);
                passed(read);
                return read;
            }

            @Override
            public boolean isOpen() {
                return channel.isOpen();
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    /** The channel, counted as it is written. */
    WritableByteChannel counting(WritableByteChannel channel) {
        return new WritableByteChannel() {
            @Override
            public int write(ByteBuffer from) throws IOException {
                int written = channel.write(from);
                passed(written);
                return written;
            }

            @Override
            public boolean isOpen() {
                return channel.isOpen();
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }
}
