package io.sshra.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshTimeoutException;
import io.sshra.events.Counter;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An operator tests a profile. */
class ProfileProbeTest {

    private final PoolFixture fixture = new PoolFixture(PoolFixture.settings().with(new PoolSettings.Times(Duration.ofMillis(200),
            Duration.ofSeconds(900), Duration.ofSeconds(1), Duration.ofSeconds(30))));

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aServerThatAnswersNoKeepaliveFailsTheTest() {
        fixture.connector.prepare = transport -> {
            transport.answersProbes = false;
            fixture.clock.advance(Duration.ofSeconds(1));
        };

        assertThatThrownBy(() -> fixture.pool.probe(PoolFixture.DEFINITION, PoolFixture.profile("web"))).isInstanceOf(SshTimeoutException.class)
                .hasMessageContaining("profile=web target=web@host:22 was opened, but the server did not answer a keepalive request within 1 s");
        assertThat(fixture.connector.open()).isEmpty();
    }

    @Test
    void aServerThatAnswersPassesItAndNothingStaysOpen() throws Exception {
        fixture.connector.prepare = transport -> fixture.clock.advance(Duration.ofSeconds(1));

        assertThat(fixture.pool.probe(PoolFixture.DEFINITION, PoolFixture.profile("web")).username()).isEqualTo("web");
        assertThat(fixture.connector.open()).isEmpty();
        assertThat(fixture.pool.statistics(PoolFixture.DEFINITION).count(Counter.CLOSED_EXPLICIT_CLOSE)).isEqualTo(1);
    }
}
