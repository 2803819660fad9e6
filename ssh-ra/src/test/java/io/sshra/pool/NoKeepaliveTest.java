package io.sshra.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.profile.Profile;
import io.sshra.ssh.ConnectSettings;
import io.sshra.ssh.Target;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Servers that answer no requests, which their profile says. */
class NoKeepaliveTest {

    private static Profile with(String name, ConnectSettings.Keepalive keepalive) {
        Profile usual = PoolFixture.profile(name);
        Target target = usual.target();
        return new Profile(name, new Target(target.address(), target.login(), target.hostKeys(), new ConnectSettings(Duration.ofHours(1), keepalive)),
                null, Profile.Limits.NONE, "1", null);
    }

    @Test
    void theHealthCheckEndsNoConnectionToAServerThatAnswersNothing() throws Exception {
        try (PoolFixture fixture = new PoolFixture()) {
            fixture.open("u", "s", with("drains requests", new ConnectSettings.Keepalive(Duration.ZERO, 3, false)));
            fixture.open("v", "s", with("sends no keepalive", new ConnectSettings.Keepalive(Duration.ZERO, 3)));
            fixture.connector.made.forEach(transport -> transport.answersProbes = false);
            fixture.clock.advance(Duration.ofSeconds(1));
            fixture.validate();
            assertThat(fixture.only("u", "s").alive()).isTrue();
            assertThat(fixture.only("v", "s").alive()).as("the adapter sends no keepalive, and the health check goes on").isFalse();
        }
    }
}
