package io.sshra.profile;

import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Files and folders that profiles were read from. Notices that one has changed, by looking at most once a second. Used by any
 * number of threads.
 *
 * <p>What was made of files counts for the generation that was the present one <em>before</em> the first of them was read:
 * whoever has noted an older generation than the present one has to read again.
 */
final class WatchedFiles {

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** More than a tick of the clock by which file systems note times: within one, two changes look like one. */
    private static final long TICK_MILLIS = 50;

    private final AtomicLong lookedNanos;
    private volatile Generation generation = new Generation();

    /** The time between two changes that were noticed, with the states in which files were first seen in it. */
    static final class Generation {

        private final Map<Path, Object> seen = new ConcurrentHashMap<>();

        private Generation() {
        }
    }

    WatchedFiles(long nowNanos) {
        this.lookedNanos = new AtomicLong(nowNanos);
    }

    /** The bytes of a file, which is watched from now on. */
    byte[] bytes(Path file, SshErrorCode unreadable) throws SshProfileException {
        watch(file);
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new SshProfileException(unreadable, "file " + file + " can't be read", e);
        }
    }

    String text(Path file, SshErrorCode unreadable) throws SshProfileException {
        return new String(bytes(file, unreadable), StandardCharsets.UTF_8);
    }

    /** The names in a folder, which is watched from now on, in order; none if there is no such folder. */
    List<String> names(Path folder) throws SshProfileException {
        watch(folder);
        try {
            return Files.isDirectory(folder) ? list(folder) : List.of();
        } catch (IOException e) {
            throw new SshProfileException(SshErrorCode.INVALID_PROFILES_FILE, "folder " + folder + " can't be read", e);
        }
    }

    /** Watches a file or folder, there or not, from now on: to be called before it is read. */
    void watch(Path file) {
        // What somebody else has made of an earlier state must not be forgotten.
        generation.seen.computeIfAbsent(file, WatchedFiles::state);
    }

    /** Looks whether something has changed, if that is due. */
    Generation look(long now) {
        long looked = lookedNanos.get();
        if (now - looked >= INTERVAL_NANOS && lookedNanos.compareAndSet(looked, now)
                && generation.seen.entrySet().stream().anyMatch(file -> !state(file.getKey()).equals(file.getValue()))) {
            generation = new Generation();
        }
        return generation;
    }

    /** The present one, without a look. */
    Generation generation() {
        return generation;
    }

    /** Of a file its attributes, of a folder its names. */
    private static Object state(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                return list(file);
            }
            long age = System.currentTimeMillis() - attributes.lastModifiedTime().toMillis();
            return Math.abs(age) < TICK_MILLIS ? new Object()
                    : List.of(attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
        } catch (IOException e) {
            return "unreadable";
        }
    }

    private static List<String> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (java.io.UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
