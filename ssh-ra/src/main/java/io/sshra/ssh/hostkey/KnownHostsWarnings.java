package io.sshra.ssh.hostkey;

import io.sshra.log.AdapterLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Warns about lines that are skipped while a known_hosts file is read. It warns about all lines in one message, and about each
 * line once, although the file is read for each connect.
 */
final class KnownHostsWarnings {

    private static final int MOST_NAMED = 20;
    private static final int MOST_REMEMBERED = 10_000;

    /** For all files. It is emptied when it is full; then lines that are still invalid are reported again. */
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

    /** One of several files does not exist. */
    static void missing(Path file) {
        if (isNew(file.toString())) {
            AdapterLog.LOG.knownHostsSkipped(file);
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
