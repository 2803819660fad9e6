package io.sshra.sample.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The latest transfers of one visit. Thread-safe. */
final class Transfers {

    static final int MOST = 100;

    private final Map<String, Transfer> all = new LinkedHashMap<>();

    synchronized void add(Transfer transfer) {
        all.put(transfer.state().id(), transfer);
        if (all.size() > MOST) {
            all.remove(all.keySet().iterator().next());
        }
    }

    /** Null if there is none. */
    synchronized Transfer get(String id) {
        return all.get(id);
    }

    synchronized void remove(String id) {
        all.remove(id);
    }

    synchronized List<Transfer> all() {
        return List.copyOf(all.values());
    }
}
