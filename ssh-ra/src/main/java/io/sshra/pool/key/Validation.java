package io.sshra.pool.key;

import io.sshra.base.Step;
import java.time.Duration;
import java.util.List;

/**
 * One health check: a probe on all connections at once, and a verdict at the end of the validation time-out. A connection that has
 * received anything since the probe is alive.
 *
 * <pre>
 *   probe ──half the time──▶ on time? ──half the time──▶ on time? ──▶ verdict
 *     ▲                          │ no                       │ no
 *     └──────────────────────────┴──────────────────────────┘
 * </pre>
 *
 * A process that was suspended (SIGSTOP, paging, a migrated virtual machine) has received nothing, and all of its timers are due at
 * once. A step that is late by more than a quarter of the time-out reveals that, and all connections get another period. If neither
 * step is late, the process has run for at least a quarter of the time-out since the probe.
 *
 * <p>The steps run one after the other, on any threads.
 */
public final class Validation {

    private final List<PhysicalConnection> probed;
    private final SharedResources shared;
    private final Duration timeout;
    private long sentNanos;

    /** @param probed the open connections */
    public Validation(List<PhysicalConnection> probed, SharedResources shared) {
        this.probed = probed;
        this.shared = shared;
        this.timeout = shared.settings().validationTimeout();
    }

    /** Sends the probes without blocking. */
    public Step begin() {
        sentNanos = shared.clock().nanos();
        probed.stream().filter(PhysicalConnection::isOpen).forEach(connection -> connection.transport().probe());
        return after(timeout.dividedBy(2), () -> after(timeout.minus(timeout.dividedBy(2)), this::verdict));
    }

    private Step after(Duration delay, Step.Work work) {
        long due = shared.clock().nanos() + delay.toNanos();
        return new Step(delay, () -> {
            boolean late = shared.clock().nanos() - due > timeout.dividedBy(4).toNanos();
            return late ? begin() : work.run();
        });
    }

    private Step verdict() {
        for (PhysicalConnection connection : probed) {
            if (connection.transport().lastReceivedNanos() - sentNanos < 0) {
                connection.endZombie(shared.threads().ends());
            }
        }
        return null;
    }
}
