package io.sshra.profile;

import io.sshra.SshErrorCode;
import io.sshra.SshProfileException;
import io.sshra.base.Sha256;
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
 * The files and folders that profiles were read from. Detects changes by looking at most once a second. Thread-safe.
 *
 * <p>What was read belongs to the generation that was current <em>before</em> the first file was read. A caller with an older
 * generation than the current one has to read again.
 */
final class WatchedFiles {

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** More than one tick of the clock that file systems use: two changes within a tick have the same time. */
    private static final long TICK_MILLIS = 50;
    private static final String UNREADABLE = "unreadable";

    private final AtomicLong lookedNanos;
    private volatile Generation generation = new Generation();

    /** The time between two detected changes, with the state in which each file was first seen. */
    static final class Generation {

        private final Map<Path, State> seen = new ConcurrentHashMap<>();

        private Generation() {
        }
    }

    /**
     * What is known of a file or folder.
     *
     * @param attributes of a file: times, size and number; of a folder: its names
     * @param content    a hash of the bytes, if the file was so young that a change might leave the attributes as they are; otherwise null
     */
    private record State(Object attributes, String content) {

        boolean isStill(Path file) {
            State now = state(file);
            return attributes.equals(now.attributes) && (content == null || content.equals(now.content == null ? hash(file) : now.content));
        }
    }

    WatchedFiles(long nowNanos) {
        this.lookedNanos = new AtomicLong(nowNanos);
    }

    /** Reads a file, and watches it from now on. */
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

    /** The names in a folder in order, empty if it does not exist. The folder is watched from now on. */
    List<String> names(Path folder) throws SshProfileException {
        watch(folder);
        try {
            return Files.isDirectory(folder) ? list(folder) : List.of();
        } catch (IOException e) {
            throw new SshProfileException(SshErrorCode.INVALID_PROFILES_FILE, "folder " + folder + " can't be read", e);
        }
    }

    /** Watches a file or folder from now on, whether it exists or not. To be called before it is read. */
    void watch(Path file) {
        // Keep the state that others have seen first: they read the file then.
        generation.seen.computeIfAbsent(file, WatchedFiles::state);
    }

    /** Looks for changes, unless it did so within the last second. */
    Generation look(long now) {
        long looked = lookedNanos.get();
        if (now - looked >= INTERVAL_NANOS && lookedNanos.compareAndSet(looked, now)
                && generation.seen.entrySet().stream().anyMatch(file -> !file.getValue().isStill(file.getKey()))) {
            generation = new Generation();
        }
        return generation;
    }

    /** The current generation, without looking for changes. */
    Generation generation() {
        return generation;
    }

    private static State state(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                return new State(list(file), null);
            }
            boolean young = Math.abs(System.currentTimeMillis() - attributes.lastModifiedTime().toMillis()) < TICK_MILLIS;
            return new State(List.of(attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey())), young ? hash(file) : null);
        } catch (IOException e) {
            return new State(UNREADABLE, null);
        }
    }

    private static String hash(Path file) {
        try {
            return Sha256.hex(Files.readAllBytes(file));
        } catch (IOException e) {
            return UNREADABLE;
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
