package io.sshra.pool.key;

import io.sshra.base.Step;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * One health check: a probe to all connections at once, and a verdict at the end of the validation time-out. Whoever has sent
 * anything at all since the probe lives.
 *
 * <pre>
 *   probe ──half the time──▶ on time? ──half the time──▶ on time? ──▶ verdict
 *     ▲                          │ no                       │ no
 *     └──────────────────────────┴──────────────────────────┘
 * </pre>
 *
 * A process that stood still (SIGSTOP, paging, a virtual machine that was moved) has heard nobody, and finds all of its timers
 * due at once. A step that comes late by more than a quarter of the time-out shows it, and everybody gets another period. If
 * neither step is late, the process has run for at least a quarter of the time-out since the probe.
 *
 * <p>Its steps are run one after the other, by any threads.
 */
public final class Validation {

    private final List<PhysicalConnection> probed;
    private final SharedResources shared;
    private final Predicate<Validation> isLatest;
    private final Duration timeout;
    private long sentNanos;

    /**
     * @param probed   connections that may have channels
     * @param isLatest whether none has begun after it: what is late then is left to the later one
     */
    public Validation(List<PhysicalConnection> probed, SharedResources shared, Predicate<Validation> isLatest) {
        this.probed = probed;
        this.shared = shared;
        this.isLatest = isLatest;
        this.timeout = shared.settings().validationTimeout();
    }

    /** Sends the probes. Blocks on no connection. */
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
