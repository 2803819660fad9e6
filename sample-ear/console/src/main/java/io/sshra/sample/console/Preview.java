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

/**
 * The beginning of a file, as text.
 *
 * @param text null if the content has a NUL and so is not text
 * @param more whether the file has more content
 */
public record Preview(String text, boolean more) {

    static final int MOST_BYTES = 64 * 1024;

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

    /** @param bytes at most one more than {@link #MOST_BYTES}; that one shows that there is more */
    static Preview of(ByteBuffer bytes) {
        boolean more = bytes.remaining() > MOST_BYTES;
        bytes.limit(Math.min(bytes.limit(), MOST_BYTES));
        for (int i = 0; i < bytes.limit(); i++) {
            if (bytes.get(i) == 0) {
                return new Preview(null, more);
            }
        }
        CharBuffer text = CharBuffer.allocate(bytes.limit());
        // Leaves out a character that is cut in two at the end.
        StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE).decode(bytes, text, !more);
        return new Preview(text.flip().toString(), more);
    }

    /** Refuses pipes and the like: opening a pipe would block until somebody writes to it. */
    static void checkRegular(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            // Throws if the file does not exist.
            Files.size(file);
            throw new FileSystemException(file.toString(), null, "not a regular file");
        }
    }
}
