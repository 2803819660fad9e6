package io.sshra.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.SshException;
import io.sshra.pool.FakeConnector.FakeTransport;
import io.sshra.pool.PoolFixture.FakeHandle;
import io.sshra.testing.AtOnce;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many spare channels the pool wants on a connection. */
class SpareRuleTest {

    private static final Duration KEPT = Duration.ofSeconds(7);

    /** Whoever waits for a channel gets it when the test ends. */
    private final PoolFixture fixture = new PoolFixture(PoolFixture.settings().with(new PoolSettings.Connections(10, 3))
            .with(new PoolSettings.Times(Duration.ofHours(1), Duration.ofSeconds(900), Duration.ofSeconds(10), Duration.ofSeconds(30)))
            .with(new PoolSettings.Spares(10, KEPT)));
    private final AtOnce running = new AtOnce();
    private int started;

    @AfterEach
    void close() throws Exception {
        fixture.connector.made.forEach(FakeTransport::releaseCommands);
        running.await();
        fixture.close();
    }

    private FakeTransport transport() {
        return fixture.connector.made.get(0);
    }

    private void run(FakeHandle handle, int commands) {
        for (int i = 0; i < commands; i++) {
            running.run(() -> handle.exec("wait"));
        }
        started += commands;
        await().until(() -> transport().waitingCommands.get() == started);
    }

    @Test
    void aConnectionHasOneAndAsManyAsWereInUseWithinItsBudget() throws SshException {
        FakeHandle handle = fixture.open("u", "s", "p");
        assertThat(transport().spares.wanted()).isEqualTo(1);
        assertThat(transport().spares.room()).isEqualTo(3);
        assertThat(transport().spares.sftpKept()).isEqualTo(KEPT);
        run(handle, 1);
        assertThat(transport().spares.wanted()).isEqualTo(1);
        assertThat(transport().spares.room()).isEqualTo(2);
        run(handle, 2);
        assertThat(transport().spares.wanted()).as("the budget, and one less").isEqualTo(2);
        assertThat(transport().spares.room()).isZero();
    }

    @Test
    void whoeverWaitsForAChannelComesFirst() throws SshException {
        FakeHandle handle = fixture.open("u", "s", "p");
        run(handle, 3);
        running.run(() -> handle.exec("echo late"));
        await().until(() -> transport().spares.wanted() == 0);
    }

    @Test
    void aRetiredConnectionGivesThemUp() throws SshException {
        FakeHandle handle = fixture.open("u", "s", "p");
        run(handle, 1);
        int before = transport().spareAdjustments.get();
        fixture.open("u", "s", PoolFixture.profile("p", "p", "host", "2"));
        assertThat(transport().isOpen()).as("a command runs on it").isTrue();
        assertThat(transport().spareAdjustments.get()).isGreaterThan(before);
        assertThat(transport().spares.wanted()).isZero();
        assertThat(transport().spares.room()).isNegative();
    }

    @Test
    void settingsWithoutSparesWantNone() throws SshException {
        try (PoolFixture without = new PoolFixture()) {
            without.open("u", "s", "p");
            assertThat(without.connector.made.get(0).spares.wanted()).isZero();
            assertThat(without.connector.made.get(0).spares.sftpKept()).isZero();
        }
    }
}
