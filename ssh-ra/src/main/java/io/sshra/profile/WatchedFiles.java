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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Files that profiles were read from. Notices that one has changed, by looking at most once a second. */
final class WatchedFiles {

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoClock;
    private final AtomicLong lookedNanos;
    private final Map<Path, Object> seen = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    WatchedFiles(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.lookedNanos = new AtomicLong(nanoClock.getAsLong());
    }

    /** Runs the action each time that a change is noticed, by whoever notices it. */
    void onChange(Runnable action) {
        listeners.add(action);
    }

    /** The bytes of a file, which is watched from now on; the state seen is that from before it was read. */
    byte[] bytes(Path file, SshErrorCode unreadable) throws SshProfileException {
        Object state = state(file);
        seen.put(file, state);
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new SshProfileException(unreadable, "file " + file + " can't be read", e);
        }
    }

    /** Watches a file or folder without reading it. */
    void watch(Path file) {
        seen.put(file, state(file));
    }

    String text(Path file, SshErrorCode unreadable) throws SshProfileException {
        return new String(bytes(file, unreadable), StandardCharsets.UTF_8);
    }

    /** Looks whether a file has changed since it was read, and tells the listeners; once for each change. */
    void look() {
        long now = nanoClock.getAsLong();
        long looked = lookedNanos.get();
        if (now - looked < INTERVAL_NANOS || !lookedNanos.compareAndSet(looked, now)) {
            return;
        }
        boolean changed = false;
        for (Map.Entry<Path, Object> file : seen.entrySet()) {
            if (!state(file.getKey()).equals(file.getValue())) {
                changed = true;
            }
        }
        if (changed) {
            seen.clear();
            listeners.forEach(Runnable::run);
        }
    }

    private static Object state(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            return "unreadable";
        }
    }
}
