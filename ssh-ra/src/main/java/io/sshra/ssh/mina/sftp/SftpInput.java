package io.sshra.ssh.mina.sftp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.apache.sshd.common.util.buffer.Buffer;

/** Reads a remote file, ahead of the caller. Closing the stream closes the file. For one thread. */
final class SftpInput extends InputStream {

    private final SftpFile file;
    private final SftpPath path;
    private final ReadAhead ahead;
    private boolean closed;

    SftpInput(SftpFile file, SftpPath path, ReadAhead ahead) {
        this.file = file;
        this.path = path;
        this.ahead = ahead;
    }

    /** @return null at the end of the file */
    private Buffer next() throws IOException {
        if (closed) {
            throw new IOException(path + " is closed");
        }
        return SftpFailures.asking(path, ahead::next);
    }

    @Override
    public int read() throws IOException {
        Buffer answer = next();
        return answer == null ? -1 : answer.getUByte();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        Buffer answer = next();
        if (answer == null) {
            return -1;
        }
        int read = Math.min(length, answer.available());
        answer.getRawBytes(bytes, offset, read);
        return read;
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        long transferred = 0;
        for (Buffer answer = next(); answer != null; answer = next()) {
            int length = answer.available();
            out.write(answer.array(), answer.rpos(), length);
            answer.rpos(answer.rpos() + length);
            transferred += length;
        }
        return transferred;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long skipped = bytes <= 0 || closed ? 0 : ahead.skip(bytes);
        return skipped > 0 ? skipped : super.skip(bytes);
    }

    /** What was read is correct. Requests that are still under way do not change that. */
    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            try {
                ahead.close();
            } finally {
                file.close();
            }
        }
    }
}
