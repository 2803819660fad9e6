package io.sshra.sample.console;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The partial files of uploads, beside the files that they become. */
final class PartFiles {

    /** The system property with the days after which a partial file is deleted that nobody goes on with. */
    static final String DAYS = "sample.partDays";
    private static final int DEFAULT_DAYS = 7;

    private static final Pattern NAME = Pattern.compile("\\.upload-[0-9a-f]{32}\\.part");

    private PartFiles() {
    }

    /** The same for the same file, so that its upload resumes, even days later. */
    static Path of(Path target, long size, long modified) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest((target + "\0" + size + "\0" + modified).getBytes(StandardCharsets.UTF_8));
            return target.resolveSibling(".upload-" + HexFormat.of().formatHex(hash, 0, 16) + ".part");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** How long a partial file is kept after the last byte of it has arrived. */
    static Duration kept() {
        return Duration.ofDays(Integer.getInteger(DAYS, DEFAULT_DAYS));
    }

    /** Whether this is a partial file that nobody goes on with any more. */
    static boolean isAbandoned(String name, BasicFileAttributes attributes, Instant now) {
        return NAME.matcher(name).matches() && attributes.isRegularFile() && attributes.lastModifiedTime().toInstant().isBefore(now.minus(kept()));
    }
}
