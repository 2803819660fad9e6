package io.sshra.sample.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The latest downloads of one visit. Thread-safe. */
final class Downloads {

    static final int MOST = 50;

    private final Map<String, Download> all = new LinkedHashMap<>();

    synchronized void add(String id, Download download) {
        all.put(id, download);
        if (all.size() > MOST) {
            all.remove(all.keySet().iterator().next());
        }
    }

    /** Null if there is none. */
    synchronized Download get(String id) {
        return all.get(id);
    }

    synchronized List<Download> all() {
        return List.copyOf(all.values());
    }
}
