package io.sshra.sample.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The recorded terminals of one visit. Only this process's user can read the files, and they are deleted with the visit. Thread-safe. */
final class Recordings {

    /** One recording. */
    record Recording(int number, String profile, Path file) {
    }

    private final List<Recording> all = new ArrayList<>();
    private Path folder;

    /** Returns the file to record to, which does not exist yet. */
    synchronized Path begin(String profile) throws IOException {
        if (folder == null) {
            folder = Files.createTempDirectory("console");
        }
        int number = all.size() + 1;
        Recording recording = new Recording(number, profile, folder.resolve(number + ".cast"));
        all.add(recording);
        return recording.file();
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
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Recordings of an ended session are left in " + folder, e);
        }
    }
}
