package io.sshra.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.api.ThrowingConsumer;

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

    /** A check that a file has these bytes. It is faster than the one of AssertJ, which reads and compares byte by byte. */
    public static ThrowingConsumer<Path> exactly(byte[] expected) {
        return file -> {
            byte[] found = Files.readAllBytes(file);
            assertThat(Arrays.mismatch(found, expected)).as("first different byte of %s, which has %d, expected %d", file, found.length, expected.length)
                    .isEqualTo(-1);
        };
    }
}
