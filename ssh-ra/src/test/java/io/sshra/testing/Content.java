package io.sshra.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;

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
    public static Consumer<Path> exactly(byte[] expected) {
        return file -> {
            byte[] found = bytes(file);
            int differs = Arrays.mismatch(found, expected);
            if (differs >= 0) {
                throw new AssertionError(file + " has " + found.length + " bytes, expected " + expected.length + "; the first that differs is number " + differs);
            }
        };
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
