package io.sshra.sample.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The recorded terminals of one visit. Only this process's user can read the files, and they are deleted with the visit. Thread-safe. */
final class Recordings {

    /**
     * One recording.
     *
     * @param name     a number, or the name of a shell of an agent
     * @param who      whose terminal it is
     * @param file     asciicast v2
     * @param length   null while it goes on
     * @param exitCode null while it goes on, and if the shell has not exited
     */
    record Recording(String name, String profile, String who, Instant began, Path file, Duration length, Integer exitCode) {

        Recording ended(Instant at, Integer code) {
            return new Recording(name, profile, who, began, file, Duration.between(began, at), code);
        }
    }

    private final Clock clock;
    private final List<Recording> all = new ArrayList<>();
    private int begun;
    private Path folder;

    Recordings() {
        this(Clock.systemUTC());
    }

    Recordings(Clock clock) {
        this.clock = clock;
    }

    /**
     * A new recording.
     *
     * @return the file to record to, which does not exist yet
     */
    synchronized Path begin(String profile, String who) throws IOException {
        if (folder == null) {
            folder = Files.createTempDirectory("console");
        }
        begun++;
        Path file = folder.resolve(begun + ".cast");
        all.add(new Recording(String.valueOf(begun), profile, who, clock.instant(), file, null, null));
        return file;
    }

    /**
     * The recording has ended. If nothing was recorded, there is none.
     *
     * @param exitCode null if the shell has not exited
     */
    synchronized void end(Path file, Integer exitCode) {
        all.removeIf(recording -> recording.file().equals(file) && !Files.exists(file));
        all.replaceAll(recording -> recording.file().equals(file) ? recording.ended(clock.instant(), exitCode) : recording);
    }

    /** A recording that somebody else has made. It is as long as the file was written to. */
    static Recording ofFile(String name, String profile, String who, Path file) {
        try {
            Instant last = Files.getLastModifiedTime(file).toInstant();
            Instant began = AsciicastV3.began(file, last);
            return new Recording(name, profile, who, began, file, Duration.between(began, last), null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized List<Recording> all() {
        return List.copyOf(all);
    }

    synchronized void delete() {
        try {
            for (Recording recording : all) {
                Files.deleteIfExists(recording.file());
            }
            if (folder != null) {
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Recordings of an ended session are left in " + folder, e);
        }
    }
}
