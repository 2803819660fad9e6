package io.sshra.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.log.LogContext;
import io.sshra.pool.PoolFixture.FakeHandle;
import io.sshra.testing.LogLines;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Log lines name the user, session and profile that they belong to, for use in log patterns. */
class LogContextTest {

    private static final LogContext NOBODY = new LogContext(null, null, null);

    private final PoolFixture fixture = new PoolFixture();
    private final LogLines log = new LogLines();

    @AfterEach
    void close() {
        log.close();
        fixture.close();
        MDC.clear();
    }

    @Test
    void aConnectIsLoggedWithItsUserSessionAndProfile() throws Exception {
        fixture.open("alice", "s-1", "web");
        fixture.open("bob", "s-2", "db");

        assertThat(log.contexts("opened: user=alice session=s-1 profile=web")).containsExactly(new LogContext("alice", "s-1", "web"));
        assertThat(log.contexts("opened: user=bob session=s-2 profile=db")).containsExactly(new LogContext("bob", "s-2", "db"));
        assertThat(log.threads("opened: ")).allMatch(name -> name.startsWith("ssh-ra-connect-"));
    }

    @Test
    void connectingThreadsKeepNoLogContext() throws Exception {
        for (int i = 0; i < 10; i++) {
            fixture.open("alice", "s-" + i, "web");
        }
        fixture.connector.behaviour = target -> {
            throw FakeConnector.refusal();
        };
        assertThatThrownBy(() -> fixture.open("bob", "s", "web"));
        Set<String> connected = new TreeSet<>(log.threads("opened: "));

        await().untilAsserted(() -> {
            Map<String, LogContext> idle = contextsOfIdleThreads(connected.size() + 1);
            assertThat(idle).containsKeys(connected.toArray(String[]::new));
            assertThat(idle.values()).containsOnly(NOBODY);
        });
    }

    /**
     * The log contexts of this many pool threads, idle ones first. No task ends before all have started, so each has its own
     * thread.
     */
    private Map<String, LogContext> contextsOfIdleThreads(int threads) throws InterruptedException {
        Map<String, LogContext> seen = new ConcurrentHashMap<>();
        CountDownLatch all = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            fixture.threads.connect(() -> {
                seen.put(Thread.currentThread().getName(), LogContext.here());
                all.countDown();
                try {
                    all.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        all.await();
        return seen;
    }

    @Test
    void aCloseIsLoggedWithItsUserAndKeepsTheCallersContext() throws Exception {
        LogContext own = new LogContext("operator", null, "console");
        MDC.put(LogContext.USER, own.user());
        MDC.put(LogContext.PROFILE, own.profile());
        MDC.put("request", "7");
        FakeHandle idle = fixture.open("alice", "s-1", "web");
        fixture.open("alice", "s-2", "web");
        fixture.open("alice", "s-3", "web");

        fixture.pool.closeSession("alice", "s-2");
        fixture.connector.made.get(2).abort();
        idle.giveBack();
        fixture.clock.advance(Duration.ofSeconds(1000));
        fixture.pool.evictIdle();

        assertThat(log.contexts("reason=session_end")).containsExactly(new LogContext("alice", "s-2", "web"));
        assertThat(log.contexts("reason=connection_lost")).containsExactly(new LogContext("alice", "s-3", "web"));
        assertThat(log.contexts("reason=idle_timeout")).containsExactly(new LogContext("alice", "s-1", "web"));
        assertThat(LogContext.here()).isEqualTo(own);
        assertThat(MDC.get("request")).isEqualTo("7");
    }

    @Test
    void aFailureInAContextClearsIt() {
        LogContext alice = new LogContext("alice", "s", "web");
        assertThatThrownBy(() -> alice.during(() -> {
            assertThat(LogContext.here()).isEqualTo(alice);
            throw new IllegalStateException("of the test");
        })).hasMessage("of the test");
        assertThat(LogContext.here()).isEqualTo(NOBODY);
    }
}
