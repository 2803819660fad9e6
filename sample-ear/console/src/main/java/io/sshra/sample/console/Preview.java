package io.sshra.sample.console;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The beginning of a file, as text. */
public class Preview {

    static final int MOST_BYTES = 64 * 1024;

    /** Null if it is none: there is a NUL in it. */
    public String text;
    /** Whether the file goes on. */
    public boolean more;

    static Preview of(Path file) throws IOException {
        checkRegular(file);
        ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES + 1);
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            int read;
            do {
                read = channel.read(bytes);
            } while (read > 0 && bytes.hasRemaining());
        }
        return of(bytes.flip());
    }

    /** @param bytes one more than {@link #MOST_BYTES} if there are more */
    static Preview of(ByteBuffer bytes) {
        Preview preview = new Preview();
        preview.more = bytes.remaining() > MOST_BYTES;
        bytes.limit(Math.min(bytes.limit(), MOST_BYTES));
        for (int i = 0; i < bytes.limit(); i++) {
            if (bytes.get(i) == 0) {
                return preview;
            }
        }
        CharBuffer text = CharBuffer.allocate(bytes.limit());
        // A character that the end cuts in two is left out.
        StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE).decode(bytes, text, !preview.more);
        preview.text = text.flip().toString();
        return preview;
    }

    /** To open a pipe makes the machine wait until somebody writes to it. */
    static void checkRegular(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            // Says if it is not there.
            Files.size(file);
            throw new FileSystemException(file.toString(), null, "it is no file with content");
        }
    }
}
