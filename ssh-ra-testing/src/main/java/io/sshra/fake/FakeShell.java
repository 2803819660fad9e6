package io.sshra.fake;

import io.sshra.SshCommand;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshShell;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A shell whose program a test has scripted. */
final class FakeShell extends FakeProcess implements SshShell {

    private final SshCommand command;
    private final InputStream recorded;
    private Path recording;
    private long began;

    FakeShell(SshCommand command, Runnable closed, Runnable connectionLost) {
        super(command, closed, connectionLost);
        this.command = command;
        this.recorded = new FilterInputStream(super.stdout()) {

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] target, int offset, int wanted) throws IOException {
                int read = super.read(target, offset, wanted);
                if (read > 0) {
                    event("o", new String(target, offset, read, StandardCharsets.UTF_8));
                }
                return read;
            }
        };
    }

    @Override
    public InputStream stdout() {
        return recorded;
    }

    @Override
    public void resize(int columns, int rows) throws SshException {
        command.pty().withSize(columns, rows);
        checkRunning();
        try {
            event("r", columns + "x" + rows);
        } catch (IOException e) {
            throw new SshException(SshErrorCode.INTERNAL, "the recording can't be written", e);
        }
    }

    @Override
    public synchronized void record(Path file) throws IOException {
        if (recording != null) {
            throw new IllegalStateException("the shell is being recorded already");
        }
        Files.writeString(file, "{\"version\": 2, \"width\": " + command.pty().columns() + ", \"height\": " + command.pty().rows() + "}\n",
                StandardOpenOption.CREATE_NEW);
        recording = file;
        began = System.nanoTime();
    }

    private synchronized void event(String kind, String text) throws IOException {
        if (recording != null) {
            Files.writeString(recording, "[" + (System.nanoTime() - began) / 1e9 + ", \"" + kind + "\", \"" + json(text) + "\"]\n",
                    StandardOpenOption.APPEND);
        }
    }

    private static String json(String text) {
        StringBuilder json = new StringBuilder();
        for (char c : text.toCharArray()) {
            if (c < ' ' || c == '"' || c == '\\') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.toString();
    }
}
