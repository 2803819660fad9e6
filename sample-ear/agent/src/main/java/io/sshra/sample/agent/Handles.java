package io.sshra.sample.agent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The handles of one SSH session. When there are too many, the oldest that has ended is forgotten. Thread-safe. */
final class Handles {

    static final int MOST = 16;

    /** In the order in which they were added. Guarded, like the next fields, by this object's monitor. */
    private final Map<String, Handle> all = new LinkedHashMap<>();
    private int last;
    private boolean closed;

    /**
     * Adds a handle.
     *
     * @param maker gets its name
     * @throws Refusal if there are too many that are running, or the session has ended
     */
    synchronized <T extends Handle> T add(Function<String, T> maker) {
        if (closed) {
            throw new Refusal("The SSH session has just ended. Call again for a new one");
        }
        if (all.size() >= MOST) {
            String ended = all.values().stream().filter(handle -> !handle.isRunning()).map(Handle::id).findFirst().orElseThrow(
                    () -> new Refusal(MOST + " handles are running. End one by ssh_signal, or all by ssh_end"));
            all.remove(ended);
        }
        last++;
        T handle = maker.apply("h" + last);
        all.put(handle.id(), handle);
        return handle;
    }

    /** @throws Refusal if there is none of this name and kind */
    synchronized <T> T get(String id, Class<T> kind, String what) {
        Handle handle = all.get(id);
        if (!kind.isInstance(handle)) {
            throw new Refusal("There is no " + what + " with the handle " + ShownText.of(id) + " in this conversation. Running or kept are: " + all.keySet());
        }
        return kind.cast(handle);
    }

    synchronized boolean isAnyRunning() {
        return running() > 0;
    }

    synchronized int running() {
        return (int) all.values().stream().filter(Handle::isRunning).count();
    }

    /** Ends all, and takes no more. */
    void close() {
        List<Handle> ended;
        synchronized (this) {
            closed = true;
            ended = new ArrayList<>(all.values());
            all.clear();
        }
        ended.forEach(Handle::end);
    }
}
