package io.sshra.base;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Encodes secrets without leaving a part of them in memory. {@code Charset.encode} leaves one where it needs a larger buffer. */
public final class SecretText {

    private SecretText() {
    }

    /** The secret in UTF-8; what can't be encoded is a question mark. The caller wipes the result, and the secret if it is its own. */
    public static byte[] utf8(char[] secret) {
        CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        ByteBuffer whole = ByteBuffer.allocate((int) Math.ceil(secret.length * (double) encoder.maxBytesPerChar()));
        encoder.encode(CharBuffer.wrap(secret), whole, true);
        encoder.flush(whole);
        byte[] bytes = Arrays.copyOf(whole.array(), whole.position());
        Arrays.fill(whole.array(), (byte) 0);
        return bytes;
    }

    /** The first line of a text in UTF-8, without its end. The caller wipes the result, and the bytes. */
    public static char[] firstLine(byte[] text) {
        int end = 0;
        while (end < text.length && text[end] != '\n' && text[end] != '\r') {
            end++;
        }
        CharBuffer whole = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(text, 0, end));
        char[] line = Arrays.copyOfRange(whole.array(), 0, whole.limit());
        Arrays.fill(whole.array(), '\0');
        return line;
    }
}
