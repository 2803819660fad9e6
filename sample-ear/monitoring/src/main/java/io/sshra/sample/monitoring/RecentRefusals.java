package io.sshra.sample.monitoring;

import io.sshra.SshErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Tells whether the whole server was full within the last seconds. It compares counts that only grow each time it is asked.
 * Thread-safe; the monitor guards the last counts.
 */
final class RecentRefusals {

    /** How long a full server is reported as full: about the usual interval of health checks. */
    static final Duration MEMORY = Duration.ofSeconds(30);

    private static final List<SshErrorCode> WHOLE_SERVER = List.of(SshErrorCode.LIMIT_CONNECTIONS, SshErrorCode.LIMIT_CONTAINER_POOL);

    private boolean looked;
    private long seen;
    private boolean any;
    private long lastNanos;

    /**
     * @param refusals the adapter's counts of refusals, by error code
     * @param nanos    the current {@link System#nanoTime()}
     * @return whether a limit of the whole server refused a caller after the first call and within {@link #MEMORY}
     */
    synchronized boolean isFull(Map<String, Long> refusals, long nanos) {
        long now = WHOLE_SERVER.stream().mapToLong(code -> refusals.getOrDefault(code.code(), 0L)).sum();
        if (looked && now > seen) {
            any = true;
            lastNanos = nanos;
        }
        looked = true;
        seen = now;
        return any && nanos - lastNanos < MEMORY.toNanos();
    }
}
