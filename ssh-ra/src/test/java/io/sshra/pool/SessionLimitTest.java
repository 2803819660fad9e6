package io.sshra.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnectionLimitException;
import io.sshra.SshException;
import io.sshra.events.Counter;
import io.sshra.pool.PoolFixture.FakeHandle;
import io.sshra.testing.AtOnce;
import io.sshra.testing.LogLines;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session at its limit whose idle connections make room for others. */
class SessionLimitTest {

    private final PoolFixture fixture = new PoolFixture(PoolFixture.settings().with(new PoolSettings.PerSession(2, 100, true)));
    private final LogLines log = new LogLines();

    @AfterEach
    void close() {
        log.close();
        fixture.close();
    }

    private FakeHandle open(String profile) throws SshException {
        FakeHandle handle = fixture.open("alice", "s-1", profile);
        fixture.clock.advance(Duration.ofSeconds(1));
        return handle;
    }

    /** An idle connection whose lease the container keeps. */
    private FakeHandle openIdle(String profile) throws SshException {
        FakeHandle handle = open(profile);
        handle.giveBack();
        return handle;
    }

    private List<String> live() {
        return fixture.connections("alice/s-1").stream().filter(info -> info.alive()).map(info -> info.profile()).sorted().toList();
    }

    @Test
    void aNewConnectionTakesThePlaceOfTheLongestIdleOne() throws Exception {
        openIdle("first");
        openIdle("second");
        fixture.pool.recordActivity("alice", "s-1", "first");
        fixture.clock.advance(Duration.ofSeconds(1));

        open("third");

        assertThat(live()).containsExactly("first", "third");
        assertThat(log.of("SSHRA000102")).singleElement().asString().contains("profile=second", "reason=limit_reached");
        assertThat(fixture.pool.statistics(PoolFixture.DEFINITION).count(Counter.CLOSED_LIMIT_REACHED)).isEqualTo(1);
    }

    @Test
    void theEvictedConnectionComesBackAtItsNextUse() throws Exception {
        openIdle("first");
        openIdle("second");
        openIdle("third");
        assertThat(live()).containsExactly("second", "third");

        assertThat(open("first").exec("whoami").stdout()).isEqualTo("first");

        assertThat(live()).containsExactly("first", "third");
    }

    @Test
    void connectionsWithAnOpenHandleStay() throws Exception {
        FakeHandle first = open("first");
        open("second");

        assertThatThrownBy(() -> open("third")).isInstanceOf(SshConnectionLimitException.class)
                .hasMessageContaining("the session has 2 connections, which is the limit: first, second; none of them is idle");
        assertThat(live()).containsExactly("first", "second");
        assertThat(first.exec("whoami").stdout()).isEqualTo("first");
        assertThat(log.of("SSHRA000102")).isEmpty();
    }

    @Test
    void connectionsWithACommandStayWhateverTheirHandle() throws Exception {
        FakeHandle first = open("first");
        FakeHandle second = open("second");
        AtOnce commands = new AtOnce().run(() -> first.exec("wait")).run(() -> second.exec("wait"));
        await().until(() -> fixture.connector.open().stream().allMatch(transport -> transport.waitingCommands.get() == 1));

        assertThatThrownBy(() -> open("third")).isInstanceOf(SshConnectionLimitException.class);
        first.giveBack();
        second.giveBack();
        commands.await();
    }

    @Test
    void anotherSessionKeepsItsConnections() throws Exception {
        fixture.open("alice", "s-2", "web").giveBack();
        fixture.clock.advance(Duration.ofHours(1).dividedBy(8));
        openIdle("first");
        openIdle("second");
        openIdle("third");

        assertThat(fixture.only("alice", "s-2").alive()).isTrue();
    }

    @Test
    void ofManyProfilesAtOnceAsManyAsTheLimitStay() throws Exception {
        AtOnce callers = new AtOnce();
        for (int i = 0; i < 8; i++) {
            int number = i;
            callers.run(() -> {
                for (int j = 0; j < 50; j++) {
                    try {
                        FakeHandle handle = fixture.open("alice", "s-1", "p" + (number + j) % 6);
                        assertThat(handle.exec("whoami").stdout()).isEqualTo("p" + (number + j) % 6);
                        handle.giveBack();
                    } catch (SshConnectionLimitException e) {
                        assertThat(e).hasMessageContaining("none of them is idle");
                    }
                }
            });
        }
        callers.await();

        assertThat(live()).hasSizeLessThanOrEqualTo(2);
        assertThat(fixture.connector.open()).hasSameSizeAs(live());
    }

    @Test
    void byDefaultTheNewConnectionFailsAndTheMessageOffersTheChoice() throws Exception {
        try (PoolFixture strict = new PoolFixture(PoolFixture.settings().with(new PoolSettings.PerSession(2, 100)))) {
            IntStream.range(0, 2).forEach(i -> opened(strict, "p" + i).giveBack());

            assertThatThrownBy(() -> strict.open("alice", "secret-session", "third")).isInstanceOf(SshConnectionLimitException.class)
                    .hasMessageContaining("the session has 2 connections, which is the limit: p0, p1.")
                    .hasMessageContaining("evictIdleAtSessionLimit").hasMessageNotContainingAny("secret-session", "alice");
        }
    }

    private static FakeHandle opened(PoolFixture fixture, String profile) {
        try {
            return fixture.open("alice", "secret-session", profile);
        } catch (SshException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theLimitOfHandlesDoesNotShowTheSessionEither() throws Exception {
        try (PoolFixture strict = new PoolFixture(PoolFixture.settings().with(new PoolSettings.PerSession(2, 1)))) {
            strict.open("alice", "secret-session", "p");

            assertThatThrownBy(() -> strict.open("alice", "secret-session", "p")).isInstanceOf(SshConnectionLimitException.class)
                    .hasMessageContaining("the session has 1 open handles").hasMessageNotContainingAny("secret-session", "alice");
        }
    }
}
