package io.sshra.sample.monitoring;

import io.sshra.SshErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Whether the server as a whole was full within the last seconds, by a count that only grows: it is looked at now and then, by
 * whoever likes. Its monitor guards what was seen last.
 */
final class RecentRefusals {

    /** For how long a server that was full is said to be so: about as long as those who ask wait between two questions. */
    static final Duration MEMORY = Duration.ofSeconds(30);

    private static final List<SshErrorCode> WHOLE_SERVER = List.of(SshErrorCode.LIMIT_CONNECTIONS, SshErrorCode.LIMIT_CONTAINER_POOL);

    private boolean looked;
    private long seen;
    private boolean any;
    private long lastNanos;

    /**
     * @param refusals as the adapter counts them, by error code
     * @param nanos    the time now, of {@link System#nanoTime()}
     * @return whether somebody was refused by a limit of the whole server since this object's first look and within {@link #MEMORY}
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
