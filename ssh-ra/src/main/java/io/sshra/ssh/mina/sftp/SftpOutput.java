package io.sshra.ssh.mina.sftp;

import java.io.IOException;
import java.io.OutputStream;

/** Writes a remote file without waiting for the answer to each write. Closing the stream closes the file. For one thread. */
final class SftpOutput extends OutputStream {

    private final SftpFile file;
    private final SftpPath path;
    private final WriteBehind behind;
    private boolean closed;

    SftpOutput(SftpFile file, SftpPath path, WriteBehind behind) {
        this.file = file;
        this.path = path;
        this.behind = behind;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        SftpFailures.doing(path, null, () -> behind.write(bytes, offset, length));
    }

    @Override
    public void flush() throws IOException {
        SftpFailures.doing(path, null, behind::flush);
    }

    /** Waits until all is written. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            SftpFailures.doing(path, null, behind::close);
        } catch (IOException e) {
            SftpFailures.suppressing(e, file::close);
            throw e;
        }
        file.close();
    }
}
