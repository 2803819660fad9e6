package io.sshra.ssh.mina;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Counts the bytes that the channels of one transport send and receive. */
final class Traffic {

    private final LongSupplier nanoClock;
    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private volatile long lastNanos;

    Traffic(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.lastNanos = nanoClock.getAsLong();
    }

    void received(int bytes) {
        received.add(bytes);
        lastNanos = nanoClock.getAsLong();
    }

    void sent(int bytes) {
        sent.add(bytes);
        lastNanos = nanoClock.getAsLong();
    }

    long bytesReceived() {
        return received.sum();
    }

    long bytesSent() {
        return sent.sum();
    }

    long lastNanos() {
        return lastNanos;
    }
}
