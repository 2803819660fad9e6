package io.sshra.pool.key;

import io.sshra.base.Step;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

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
    private final Predicate<Validation> isLatest;
    private final Duration timeout;
    private long sentNanos;

    /**
     * @param probed   the connections that may have channels
     * @param isLatest whether no other validation has begun since; only the latest one goes on after it was late
     */
    public Validation(List<PhysicalConnection> probed, SharedResources shared, Predicate<Validation> isLatest) {
        this.probed = probed;
        this.shared = shared;
        this.isLatest = isLatest;
        this.timeout = shared.settings().validationTimeout();
    }

    /** Sends the probes without blocking. */
    public Step begin() {
        sentNanos = shared.clock().nanos();
        probed.stream().filter(PhysicalConnection::isUsable).forEach(connection -> connection.transport().probe());
        return after(timeout.dividedBy(2), () -> after(timeout.minus(timeout.dividedBy(2)), this::verdict));
    }

    private Step after(Duration delay, Step.Work work) {
        long due = shared.clock().nanos() + delay.toNanos();
        return new Step(delay, () -> {
            boolean late = shared.clock().nanos() - due > timeout.dividedBy(4).toNanos();
            if (late) {
                // One goes on, or they would become more and more on a machine that is always late.
                return isLatest.test(this) ? begin() : null;
            }
            return work.run();
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
