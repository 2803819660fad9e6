package io.sshra.sample.agent;

import io.sshra.sample.oversight.WatchedConversation;
import jakarta.json.Json;
import java.io.IOException;
import java.io.Writer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Records the commands of a shell and what they write as asciicast v2, as the adapter records terminals. The shell has none, so line breaks get
 * the carriage return that a terminal would have added. Thread-safe.
 */
final class ShellRecording implements AutoCloseable {

    private static final Logger LOG = System.getLogger(ShellRecording.class.getName());
    private static final int COLUMNS = 120;
    private static final int ROWS = 30;
    private static final long LONGEST = 4 << 20;

    /** One of the two outputs of a command: its characters may be cut anywhere. Used under the monitor of the recording. */
    static final class Stream {
        private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        private byte[] rest = {};

        private String text(byte[] bytes, int offset, int length) {
            ByteBuffer in = ByteBuffer.allocate(rest.length + length).put(rest).put(bytes, offset, length).flip();
            CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
            decoder.reset().decode(in, out, false);
            rest = new byte[in.remaining()];
            in.get(rest);
            return out.flip().toString();
        }
    }

    private final long start = System.nanoTime();
    /** Null after the end. Guarded, like the next field, by this object's monitor. */
    private Writer file;
    private long written;

    /** @param path is created; must not exist */
    ShellRecording(Path path) throws IOException {
        file = Files.newBufferedWriter(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        file.write("{\"version\": 2, \"width\": " + COLUMNS + ", \"height\": " + ROWS + ", \"timestamp\": " + System.currentTimeMillis() / 1000 + "}\n");
        file.flush();
    }

    /** @throws Refusal if nothing can be recorded: no shell of an agent runs unseen */
    static ShellRecording of(WatchedConversation conversation, String profile) {
        try {
            return new ShellRecording(conversation.record(profile));
        } catch (IOException e) {
            LOG.log(Level.ERROR, "A shell can't be recorded", e);
            throw new Refusal("The shell can't be recorded, so it does not start. The server's log says why. Use ssh_run");
        }
    }

    Stream stream() {
        return new Stream();
    }

    void command(String text) {
        write("$ " + text + "\n");
    }

    synchronized void output(Stream stream, byte[] bytes, int offset, int length) {
        write(stream.text(bytes, offset, length));
    }

    private synchronized void write(String text) {
        if (file == null || text.isEmpty()) {
            return;
        }
        written += text.length();
        boolean full = written > LONGEST;
        String shown = full ? "\n[The recording ends here: it is full.]\n" : text;
        try {
            double seconds = (System.nanoTime() - start) / 1e9;
            file.write(String.format(Locale.ROOT, "[%.6f, \"o\", %s]%n", seconds, Json.createValue(shown.replace("\n", "\r\n"))));
            file.flush();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The rest of a shell is not recorded", e);
            full = true;
        }
        if (full) {
            close();
        }
    }

    /** The shell has ended, or did not start. */
    void end(String why) {
        write("[" + why + "]\n");
        close();
    }

    @Override
    public synchronized void close() {
        Writer ending = file;
        file = null;
        try {
            if (ending != null) {
                ending.close();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The end of a shell is not recorded", e);
        }
    }
}
