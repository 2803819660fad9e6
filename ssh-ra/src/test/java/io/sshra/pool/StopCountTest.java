package io.sshra.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.events.Counter;
import io.sshra.events.Statistics;
import io.sshra.pool.PoolFixture.FakeHandle;
import io.sshra.testing.LogLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many connections ended with the adapter. The container destroys leases before it stops the adapter. */
class StopCountTest {

    private final PoolFixture fixture = new PoolFixture();
    private final Statistics statistics = fixture.pool.statistics(PoolFixture.DEFINITION);
    private final LogLines log = new LogLines();

    @AfterEach
    void close() {
        log.close();
        fixture.close();
    }

    private void openAndDestroy(int connections) throws Exception {
        List<FakeHandle> handles = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            handles.add(fixture.open("alice", "s-" + i, "web"));
        }
        handles.forEach(FakeHandle::destroy);
    }

    private void stopsWith(int connections) {
        fixture.pool.stop();
        assertThat(log.of("SSHRA000002")).singleElement().asString().endsWith("stopped: " + connections + " connections closed");
    }

    @Test
    void connectionsThatTheContainerDestroysAtTheStopAreCounted() throws Exception {
        openAndDestroy(3);
        fixture.open("bob", "s", "web");
        assertThat(statistics.count(Counter.CLOSED_CONTAINER_DESTROYED)).as("before the stop").isEqualTo(3);

        stopsWith(4);

        assertThat(statistics.count(Counter.CLOSED_POOL_SHUTDOWN)).isEqualTo(4);
        assertThat(statistics.count(Counter.CLOSED_CONTAINER_DESTROYED)).isZero();
    }

    @Test
    void connectionsThatTheContainerDestroyedLongBeforeAreNot() throws Exception {
        openAndDestroy(2);
        fixture.clock.advance(Duration.ofSeconds(11));
        openAndDestroy(1);

        stopsWith(1);

        assertThat(statistics.count(Counter.CLOSED_POOL_SHUTDOWN)).isEqualTo(1);
        assertThat(statistics.count(Counter.CLOSED_CONTAINER_DESTROYED)).isEqualTo(2);
    }

    @Test
    void resetFiguresNeverBecomeNegative() throws Exception {
        openAndDestroy(2);
        statistics.reset();

        stopsWith(0);

        assertThat(statistics.count(Counter.CLOSED_CONTAINER_DESTROYED)).isZero();
    }
}
