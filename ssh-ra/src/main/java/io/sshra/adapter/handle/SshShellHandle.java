package io.sshra.adapter.handle;

import io.sshra.SshConnectionLostException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshPty;
import io.sshra.SshShell;
import io.sshra.log.AdapterLog;
import io.sshra.ssh.ProcessChannel;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A shell as the application gets it: a process with a terminal that can be resized and recorded. */
final class SshShellHandle extends SshProcessHandle implements SshShell {

    private final ProcessChannel channel;
    private final InputStream screen;
    // Guarded by this.
    private SshPty pty;
    private Asciicast recording;

    SshShellHandle(ProcessChannel channel, SshPty pty) {
        super(channel, "the shell", StandardCharsets.UTF_8);
        this.channel = channel;
        this.pty = pty;
        this.screen = new Recorded(super.stdout());
    }

    @Override
    public InputStream stdout() {
        return screen;
    }

    @Override
    public void resize(int columns, int rows) throws SshException {
        SshPty.xterm().withSize(columns, rows);
        if (!isAlive() || !channel.resize(columns, rows)) {
            throw new SshConnectionLostException(SshErrorCode.CONNECTION_LOST, "the shell has ended: its size was not sent");
        }
        synchronized (this) {
            pty = pty.withSize(columns, rows);
            if (recording != null) {
                recording.resized(columns, rows);
            }
        }
    }

    @Override
    public synchronized void record(Path file) throws IOException {
        if (recording != null) {
            throw new IllegalStateException("The shell is already being recorded");
        }
        recording = new Asciicast(file, pty);
    }

    private synchronized void read(byte[] data, int offset, int length) {
        if (recording != null) {
            recording.output(data, offset, length);
        }
    }

    @Override
    public void destroy() {
        super.destroy();
        synchronized (this) {
            if (recording != null) {
                try {
                    recording.close();
                } catch (IOException e) {
                    AdapterLog.LOG.recordingFailed(recording, e);
                }
            }
        }
    }

    /** Returns the output to the caller, and records it. */
    private final class Recorded extends FilterInputStream {

        Recorded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] data, int offset, int length) throws IOException {
            int read = in.read(data, offset, length);
            if (read > 0) {
                SshShellHandle.this.read(data, offset, read);
            }
            return read;
        }
    }
}
