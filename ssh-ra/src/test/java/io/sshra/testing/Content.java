package io.sshra.testing;

import java.util.Random;

/** Bytes to transfer. */
public final class Content {

    private Content() {
    }

    /** Always the same bytes for the same length. No two parts are alike. */
    public static byte[] random(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }
}
