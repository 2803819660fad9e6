package io.sshra.fake;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The physical connection of a {@link FakeSlot}. Thread-safe. */
final class FakeConnection {

    final long number;
    final Instant connectedAt = Instant.now();
    private final Set<FakeResource> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong commands = new AtomicLong();
    private volatile Instant lastActivity = connectedAt;
    private volatile boolean lost;

    FakeConnection(long number) {
        this.number = number;
    }

    void opened(FakeResource resource) {
        active();
        open.add(resource);
        if (lost) {
            resource.lost();
        }
    }

    void closed(FakeResource resource) {
        active();
        open.remove(resource);
    }

    void countCommand() {
        commands.incrementAndGet();
    }

    void active() {
        lastActivity = Instant.now();
    }

    /** Ends all that is open on it, and what is opened from now on. */
    void lose() {
        lost = true;
        List.copyOf(open).forEach(FakeResource::lost);
    }

    long commands() {
        return commands.get();
    }

    int openChannels() {
        return open.size();
    }

    Instant lastActivity() {
        return lastActivity;
    }
}
