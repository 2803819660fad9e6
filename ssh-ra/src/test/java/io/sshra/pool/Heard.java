package io.sshra.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.SshCloseReason;
import io.sshra.SshConnectionEvent;
import io.sshra.SshConnectionListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A listener that writes down what it is told, as {@code closed session_end #1}, and checks the rules. */
class Heard implements SshConnectionListener {

    final List<String> all = Collections.synchronizedList(new ArrayList<>());
    final List<SshConnectionEvent> events = Collections.synchronizedList(new ArrayList<>());
    final AtomicLong missed = new AtomicLong();
    final List<String> threads = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger inside = new AtomicInteger();
    private final List<String> overlaps = Collections.synchronizedList(new ArrayList<>());

    /** Runs in each call. */
    void told(String what) {
    }

    private void add(String what, SshConnectionEvent event) {
        if (inside.incrementAndGet() != 1) {
            overlaps.add(what);
        }
        try {
            threads.add(Thread.currentThread().getName());
            SshCloseReason reason = event.reason();
            String line = what + (reason == null ? "" : " " + reason.name().toLowerCase(java.util.Locale.ROOT)) + " #" + event.connection().number();
            events.add(event);
            all.add(line);
            told(line);
        } finally {
            inside.decrementAndGet();
        }
    }

    @Override
    public void opened(SshConnectionEvent event) {
        add("opened", event);
    }

    @Override
    public void reconnected(SshConnectionEvent event) {
        add("reconnected", event);
    }

    @Override
    public void lost(SshConnectionEvent event) {
        add("lost", event);
    }

    @Override
    public void closed(SshConnectionEvent event) {
        add("closed", event);
    }

    @Override
    public void missed(long connections) {
        missed.addAndGet(connections);
    }

    /** Each connection opened once and then ended once, and the listener was never called by two threads at once. */
    void assertWhole() {
        Map<String, List<String>> byNumber = new HashMap<>();
        for (String line : List.copyOf(all)) {
            String[] parts = line.split(" #");
            byNumber.computeIfAbsent(parts[1], absent -> new ArrayList<>()).add(parts[0].split(" ")[0]);
        }
        assertThat(byNumber.values()).allSatisfy(two -> {
            assertThat(two).hasSize(2);
            assertThat(two.get(0)).isIn("opened", "reconnected");
            assertThat(two.get(1)).isIn("lost", "closed");
        });
        assertThat(overlaps).isEmpty();
    }
}
