package io.sshra.ssh.hostkey;

import io.sshra.log.AdapterLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Warns of what is skipped while one known_hosts file is read: once of each line, although the file is read for each connect, and
 * of all lines in one warning.
 */
final class KnownHostsWarnings {

    private static final int MOST_NAMED = 20;
    private static final int MOST_REMEMBERED = 10_000;

    /** Of all files. When it is full, it is emptied: what is still there is warned of again. */
    private static final Set<String> ALREADY = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final List<String> named = new ArrayList<>();
    private int others;

    KnownHostsWarnings(Path file) {
        this.file = file;
    }

    /** @param number of the line, from 1 */
    void skipped(int number, String line, InvalidLineException why) {
        if (isNew(file + ":" + number + ":" + line.hashCode())) {
            if (named.size() < MOST_NAMED) {
                named.add("line " + number + " (" + why.getMessage() + ")");
            } else {
                others++;
            }
        }
    }

    private static boolean isNew(String what) {
        if (ALREADY.size() >= MOST_REMEMBERED) {
            ALREADY.clear();
        }
        return ALREADY.add(what);
    }

    /** The file has been read. */
    void end() {
        if (!named.isEmpty()) {
            AdapterLog.LOG.knownHostsLinesSkipped(file, String.join(", ", named) + (others == 0 ? "" : " and " + others + " more"));
        }
    }
}
