package io.sshra.testing;

import java.util.Random;

/** Bytes to send around. */
public final class Content {

    private Content() {
    }

    /** The same for the same length, and no two places of it alike. */
    public static byte[] random(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }
}
