package io.sshra.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.SshConnectException;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.SshInputException;
import io.sshra.SshProfileException;
import io.sshra.pool.PoolFixture.FakeHandle;
import io.sshra.testing.AtOnce;
import io.sshra.testing.LogLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the log tells operators about callers who get no connection. The clock is the test's. */
class FailureLogTest {

    private static final String ONE = "SSHRA000109";
    private static final String MORE = "SSHRA000111";
    private static final String TARGET = "deploy@web-1:22";

    private final PoolFixture fixture = new PoolFixture();
    private final LogLines log = new LogLines();

    @AfterEach
    void close() {
        log.close();
        fixture.close();
    }

    private static SshException down() {
        return new SshConnectException(SshErrorCode.CONNECTION_REFUSED, "refused by web-1:22");
    }

    private void refused(String user, SshException failure) {
        fixture.pool.refused(PoolFixture.DEFINITION, user, "s-1", "web-1", PoolFixture.profile("web-1", "deploy", "web-1", "1").target(), failure);
    }

    private void refused(String user, int number) {
        for (int i = 0; i < number; i++) {
            refused(user, down());
        }
    }

    @Test
    void theFirstFailureIsLoggedAtOnceWithCauseUserProfileAndTarget() throws Exception {
        refused("alice", 1);

        assertThat(log.of(ONE)).singleElement().asString().startsWith("WARN ").endsWith("No connection: user=alice session=s-1 profile=web-1"
                + " target=" + TARGET + ", cause=SSHRA001202, message=\"refused by web-1:22\"");
    }

    @Test
    void aThousandFailingCallersMakeAHandfulOfLines() throws Exception {
        AtOnce callers = new AtOnce();
        for (int i = 0; i < 8; i++) {
            String user = "user-" + i;
            callers.run(() -> refused(user, 125));
        }
        callers.await();
        fixture.clock.advance(FailureLog.PERIOD);
        fixture.pool.evictIdle();

        assertThat(log.of("SSHRA0001")).hasSize(2);
        assertThat(log.of(MORE)).singleElement().asString()
                .contains("No connection: 999 more callers within 60 s: cause=SSHRA001202 target=" + TARGET + "; the last of them: user=user-");
    }

    @Test
    void failuresThatGoOnMakeOneLineAMinute() throws Exception {
        for (int i = 0; i < 600; i++) {
            refused("alice", 1);
            fixture.clock.advance(Duration.ofSeconds(1));
        }

        assertThat(log.of(ONE)).hasSize(1);
        assertThat(log.of(MORE)).hasSize(9).allMatch(line -> line.contains(" 60 more callers within 60 s"));
    }

    @Test
    void aFailureAfterAQuietMinuteIsLoggedAtOnceAgain() throws Exception {
        refused("alice", 1);
        fixture.clock.advance(FailureLog.PERIOD);
        fixture.pool.evictIdle();
        refused("bob", 1);

        assertThat(log.of(MORE)).isEmpty();
        assertThat(log.of(ONE)).hasSize(2);
    }

    @Test
    void eachCauseAndTargetHasItsOwnLines() throws Exception {
        refused("alice", 5);
        refused("alice", new SshConnectException(SshErrorCode.CONNECT_TIMEOUT, "no answer"));
        fixture.pool.refused(PoolFixture.DEFINITION, "alice", "s-1", "db", PoolFixture.profile("db", "deploy", "db-1", "1").target(), down());

        assertThat(log.of(ONE)).hasSize(3);
    }

    @Test
    void namesAndTargetsThatCallersMakeUpDoNotFlood() throws Exception {
        for (int i = 0; i < 1000; i++) {
            fixture.pool.refused(PoolFixture.DEFINITION, "alice", "s", "made-up-" + i, null,
                    new SshProfileException(SshErrorCode.UNKNOWN_PROFILE, "there is no profile made-up-" + i));
        }
        assertThat(log.of(ONE)).as("unknown profiles").hasSize(1);

        for (int i = 0; i < 1000; i++) {
            fixture.pool.refused(PoolFixture.DEFINITION, "alice", "s", "scan", PoolFixture.profile("scan", "root", "host-" + i, "1").target(), down());
        }
        assertThat(log.of(ONE)).as("and made-up hosts").hasSize(FailureLog.MOST + 1);
        fixture.clock.advance(FailureLog.PERIOD);
        fixture.pool.evictIdle();
        assertThat(log.of(MORE)).hasSize(2).anyMatch(line -> line.contains(" cause=SSHRA001202 target=(others)"));
    }

    @Test
    void numbersThatAreNotLoggedYetAreLoggedAtTheStop() throws Exception {
        refused("alice", 8);
        fixture.pool.stop();

        assertThat(log.of(MORE)).singleElement().asString().contains(" 7 more callers within 0 s");
    }

    @Test
    void aHandleThatCannotReconnectIsLogged() throws Exception {
        FakeHandle handle = fixture.open("alice", "s-1", "web");
        fixture.connector.behaviour = target -> {
            throw FakeConnector.refusal();
        };
        fixture.connector.made.get(0).abort();

        assertThatThrownBy(() -> handle.exec("whoami")).isInstanceOf(SshConnectException.class);
        assertThat(log.of(ONE)).singleElement().asString()
                .contains("user=alice session=s-1 profile=web target=web@host:22, cause=SSHRA001202, message=\"refused by the test\"");
    }

    @Test
    void endsOfSessionsAndInterruptsAreNoFailures() {
        refused("alice", new SshConnectionClosedException(SshErrorCode.SESSION_ENDED, "ended"));
        refused("alice", new SshException(SshErrorCode.INTERRUPTED, "interrupted"));

        assertThat(log.of(ONE)).isEmpty();
    }

    @Test
    void namesAndMessagesForgeNoFields() {
        fixture.pool.refused(PoolFixture.DEFINITION, "bob session=s9\n", null, "p", null,
                new SshInputException(SshErrorCode.NO_CALLER, "it said \"user=root\" cause=none"));

        assertThat(log.of(ONE)).singleElement().asString().endsWith("No connection: user=\"bob session=s9\\u000a\" session=- profile=p target=-,"
                + " cause=SSHRA001008, message=\"it said \\\"user=root\\\" cause=none\"");
    }

    @Test
    void theLinesAreWrittenWithoutTheSweepWaiting() throws Exception {
        List<Runnable> tasks = new ArrayList<>();
        refused("alice", 3);
        fixture.clock.advance(FailureLog.PERIOD);
        fixture.threads.ends = tasks::add;
        fixture.pool.evictIdle();

        assertThat(log.of(MORE)).isEmpty();
        tasks.forEach(Runnable::run);
        assertThat(log.of(MORE)).hasSize(1);
    }
}
