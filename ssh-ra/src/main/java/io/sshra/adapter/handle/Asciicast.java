package io.sshra.adapter.handle;

import io.sshra.SshPty;
import io.sshra.base.JsonText;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Locale;

/**
 * A recording of a terminal in asciicast v2 format: a header, then one event per line. Characters that are split between two
 * reads are put together. For one thread at a time.
 */
final class Asciicast implements Closeable {

    private final Path file;
    private final Writer out;
    private final long startNanos = System.nanoTime();
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE).onUnmappableCharacter(CodingErrorAction.REPLACE);
    private ByteBuffer undecoded = ByteBuffer.allocate(0);
    private boolean closed;

    Asciicast(Path file, SshPty pty) throws IOException {
        this.file = file;
        this.out = Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        out.write(String.format(Locale.ROOT, "{\"version\": 2, \"width\": %d, \"height\": %d, \"timestamp\": %d, \"env\": {\"TERM\": %s}}%n",
                pty.columns(), pty.rows(), Instant.now().getEpochSecond(), JsonText.quoted(pty.type())));
    }

    /** Adds output. */
    void output(byte[] data, int offset, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(undecoded.remaining() + length).put(undecoded).put(data, offset, length).flip();
        CharBuffer text = CharBuffer.allocate(bytes.remaining() + 1);
        decoder.decode(bytes, text, false);
        undecoded = bytes.slice();
        event("o", text.flip().toString());
    }

    /** Adds a change of the terminal's size. */
    void resized(int columns, int rows) {
        event("r", columns + "x" + rows);
    }

    private void event(String kind, String data) {
        if (closed || data.isEmpty()) {
            return;
        }
        try {
            out.write(String.format(Locale.ROOT, "[%.6f, \"%s\", %s]%n", (System.nanoTime() - startNanos) / 1e9, kind, JsonText.quoted(data)));
        } catch (IOException e) {
            throw new UncheckedIOException("Could not write the recording " + file, e);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        out.close();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
