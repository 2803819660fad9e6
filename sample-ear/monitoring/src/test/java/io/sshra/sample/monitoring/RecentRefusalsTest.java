package io.sshra.sample.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.SshErrorCode;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecentRefusalsTest {

    private static final long MEMORY = RecentRefusals.MEMORY.toNanos();

    private final RecentRefusals refusals = new RecentRefusals();

    private boolean isFull(SshErrorCode code, long count, long nanos) {
        return refusals.isFull(Map.of(code.code(), count), nanos);
    }

    @Test
    void aServerThatRefusedACallerIsReportedFullForAWhile() {
        assertThat(isFull(SshErrorCode.LIMIT_CONNECTIONS, 7, 0)).as("before it was looked at").isFalse();
        assertThat(isFull(SshErrorCode.LIMIT_CONNECTIONS, 8, 1)).isTrue();
        assertThat(isFull(SshErrorCode.LIMIT_CONNECTIONS, 8, MEMORY)).as("asked again").isTrue();
        assertThat(isFull(SshErrorCode.LIMIT_CONNECTIONS, 8, MEMORY + 1)).isFalse();
        assertThat(isFull(SshErrorCode.LIMIT_CONNECTIONS, 9, MEMORY + 2)).as("again").isTrue();
    }

    @Test
    void anExhaustedContainerPoolIsAFullServer() {
        refusals.isFull(Map.of(), 0);
        assertThat(isFull(SshErrorCode.LIMIT_CONTAINER_POOL, 1, 1)).isTrue();
    }

    @Test
    void theLimitOfASessionOrHostIsNoFullServer() {
        refusals.isFull(Map.of(), 0);
        assertThat(isFull(SshErrorCode.LIMIT_CONNECTIONS_PER_SESSION, 5, 1)).isFalse();
        assertThat(isFull(SshErrorCode.LIMIT_CONNECTIONS_PER_HOST, 5, 2)).isFalse();
        assertThat(isFull(SshErrorCode.AUTHENTICATION_REFUSED, 5, 3)).isFalse();
    }

    @Test
    void resetCountsAreNoRefusal() {
        isFull(SshErrorCode.LIMIT_CONNECTIONS, 7, 0);
        assertThat(isFull(SshErrorCode.LIMIT_CONNECTIONS, 0, 1)).isFalse();
        assertThat(isFull(SshErrorCode.LIMIT_CONNECTIONS, 1, 2)).isTrue();
    }
}
