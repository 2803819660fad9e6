package io.sshra.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommandResult;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.pool.PoolFixture.FakeHandle;
import io.sshra.pool.limits.Host;
import io.sshra.profile.Profile;
import io.sshra.testing.Patience;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs each pair of operations that can meet in the pool at the same moment, many times, and checks the permitted outcomes and the
 * state afterwards. {@code -Dstress.rounds=100000} makes a long run.
 */
@Tag("long")
class ForbiddenOutcomesTest {

    private static final int ROUNDS = Integer.getInteger("stress.rounds", 150);
    private static final String OK = "ok";
    private static final String LOST = "lost";

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Map<String, Integer> seen = new TreeMap<>();

    @AfterEach
    void stop() {
        threads.shutdownNow();
        System.out.println("[figure] outcomes of " + ROUNDS + " rounds: " + seen);
    }

    /** Starts two operations at nearly the same moment and returns their outcomes. */
    private String[] meet(Callable<String> first, Callable<String> second) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(2);
        Future<String> one = threads.submit(() -> after(barrier, first));
        Future<String> other = threads.submit(() -> after(barrier, second));
        String[] outcomes = {one.get(Patience.SECONDS, TimeUnit.SECONDS), other.get(Patience.SECONDS, TimeUnit.SECONDS)};
        seen.merge(outcomes[0] + " / " + outcomes[1], 1, Integer::sum);
        return outcomes;
    }

    private static String after(CyclicBarrier barrier, Callable<String> operation) throws Exception {
        barrier.await(Patience.SECONDS, TimeUnit.SECONDS);
        for (int i = ThreadLocalRandom.current().nextInt(200); i > 0; i--) {
            Thread.onSpinWait();
        }
        return operation.call();
    }

    private static String outcome(FakeHandle handle) throws Exception {
        try {
            SshCommandResult result = handle.exec("whoami");
            return result.connectionLost() ? LOST : OK;
        } catch (SshException e) {
            return e.code().name();
        }
    }

    private static Callable<String> exec(FakeHandle handle) {
        return () -> outcome(handle);
    }

    private static Callable<String> open(PoolFixture fixture, Profile profile, FakeHandle[] opened) {
        return () -> {
            try {
                opened[0] = fixture.open("u", "s", profile);
                return OK;
            } catch (SshException e) {
                return e.code().name();
            }
        };
    }

    /** The counts equal the open connections, and each connection is listed. */
    private static void assertConsistent(PoolFixture fixture) {
        await().pollInterval(Duration.ofMillis(1)).untilAsserted(() -> {
            int open = fixture.connector.open().size();
            assertThat(fixture.pool.totalConnections()).as("listed").isEqualTo(open);
            assertThat(fixture.pool.hosts().connections()).as("counted").isEqualTo(open);
            assertThat(turns(fixture)).as("turns to connect").isZero();
        });
    }

    private static int turns(PoolFixture fixture) {
        Host host = fixture.pool.hosts().hold(PoolFixture.profile("p").target().endpoint());
        try {
            return host.turns();
        } finally {
            fixture.pool.hosts().drop(host);
        }
    }

    private static PoolFixture limitedToOneConnection() {
        return new PoolFixture(PoolFixture.settings().with(new PoolSettings.PerSession(1, 100)));
    }

    /** Fault: a released slot reconnected without being listed, and commands ran on it. */
    @Test
    void releaseAndExecLeaveADeadHandleAndNoConnection() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (PoolFixture fixture = new PoolFixture()) {
                FakeHandle handle = fixture.open("u", "s", "p");
                fixture.connector.made.get(0).abort();

                String[] outcomes = meet(exec(handle), () -> String.valueOf(fixture.pool.release("u", "s", "p")));

                assertThat(outcomes[0]).isIn(OK, LOST, "CONNECTION_RELEASED");
                assertThat(outcome(handle)).isEqualTo("CONNECTION_RELEASED");
                assertThat(fixture.pool.totalConnections()).isZero();
                assertConsistent(fixture);
                assertThat(fixture.connector.open()).isEmpty();
            }
        }
    }

    /** The same for a changed credential, and for the last lease that the container destroys. */
    @Test
    void destroyAndExecLeaveNoConnection() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (PoolFixture fixture = new PoolFixture()) {
                FakeHandle handle = fixture.open("u", "s", "p");
                fixture.connector.made.get(0).abort();

                String[] outcomes = meet(exec(handle), () -> {
                    handle.lease.destroy();
                    return OK;
                });

                assertThat(outcomes[0]).isIn(OK, LOST, "CONTAINER_DESTROYED");
                assertThat(outcome(handle)).isEqualTo("CONTAINER_DESTROYED");
                assertConsistent(fixture);
                assertThat(fixture.connector.open()).isEmpty();
                assertThat(fixture.pool.hosts().size()).isZero();
            }
        }
    }

    /** Fault: a connection that opened while its profile changed was never retired, and an open handle kept using it. */
    @Test
    void retireAndOpenLeaveOneConnectionOfTheNewProfile() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (PoolFixture fixture = new PoolFixture()) {
                FakeHandle old = fixture.open("u", "s", PoolFixture.profile("p", "before", "host", "1"));
                fixture.connector.made.get(0).abort();
                FakeHandle[] fresh = new FakeHandle[1];

                String[] outcomes = meet(exec(old), open(fixture, PoolFixture.profile("p", "after", "host", "2"), fresh));

                assertThat(outcomes[0]).isIn(OK, LOST, "PROFILE_CHANGED");
                assertThat(outcomes[1]).isEqualTo(OK);
                assertThat(outcome(old)).isEqualTo("PROFILE_CHANGED");
                assertThat(fresh[0].exec("whoami").stdout()).isEqualTo("after");
                assertConsistent(fixture);
                assertThat(fixture.connector.open()).extracting(transport -> transport.target.username()).containsExactly("after");
            }
        }
    }

    /** Fault: a closing connection still counted, so that a caller that reconnected the same key reached the limit. */
    @Test
    void lossAndExecNeverReachTheLimit() throws Exception {
        try (PoolFixture fixture = limitedToOneConnection()) {
            FakeHandle handle = fixture.open("u", "s", "p");
            for (int round = 0; round < ROUNDS; round++) {
                FakeConnector.FakeTransport transport = fixture.connector.open().get(0);

                String[] outcomes = meet(exec(handle), () -> {
                    transport.abort();
                    return OK;
                });

                assertThat(outcomes[0]).isIn(OK, LOST);
                assertThat(outcome(handle)).isEqualTo(OK);
                assertConsistent(fixture);
            }
        }
    }

    @Test
    void endOfSessionAndOpenLeaveAUsableConnectionOrNone() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (PoolFixture fixture = new PoolFixture()) {
                FakeHandle[] opened = new FakeHandle[1];

                String[] outcomes = meet(open(fixture, PoolFixture.profile("p"), opened),
                        () -> String.valueOf(fixture.pool.closeSession("u", "s")));

                assertThat(outcomes[0]).isIn(OK, "SESSION_ENDED");
                if (opened[0] != null) {
                    assertThat(outcome(opened[0])).isEqualTo(opened[0].lease.isDead() ? "SESSION_ENDED" : OK);
                }
                assertConsistent(fixture);
                fixture.pool.closeSession("u", "s");
                assertConsistent(fixture);
                assertThat(fixture.connector.open()).isEmpty();
            }
        }
    }

    /** A sweep and a caller of the only key meet: the caller gets a usable handle. */
    private void evictAndOpenSucceeds(PoolFixture fixture) throws Exception {
        FakeHandle[] opened = new FakeHandle[1];

        String[] outcomes = meet(open(fixture, PoolFixture.profile("p"), opened), () -> String.valueOf(fixture.pool.evictIdle()));

        assertThat(outcomes[0]).isEqualTo(OK);
        assertThat(outcome(opened[0])).isEqualTo(OK);
        assertConsistent(fixture);
        assertThat(fixture.connector.open()).hasSize(1);
    }

    @Test
    void evictionAndLeaseNeverFailTheCaller() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (PoolFixture fixture = limitedToOneConnection()) {
                fixture.open("u", "s", "p").giveBack();
                fixture.clock.advance(Duration.ofSeconds(900));
                evictAndOpenSucceeds(fixture);
            }
        }
    }

    /**
     * A caller uses a slot at the moment when its leases are taken for forgotten by the container: the slot is dropped or kept.
     */
    @Test
    void forgettingAndLeaseNeverEndANewConnection() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (PoolFixture fixture = new PoolFixture()) {
                fixture.open("u", "s", "p").giveBack();
                fixture.clock.advance(Duration.ofSeconds(900));
                fixture.pool.evictIdle();
                fixture.clock.advance(Duration.ofSeconds(1801));
                evictAndOpenSucceeds(fixture);
            }
        }
    }

    /**
     * The container still has the leases. The time until they count as forgotten starts at the end of the connection, not at
     * the creation of the slot.
     */
    @Test
    void aConnectionThatEndsJustNowHasNoForgottenLeases() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (PoolFixture fixture = new PoolFixture()) {
                FakeHandle handle = fixture.open("u", "s", "p");
                handle.giveBack();
                fixture.clock.advance(Duration.ofHours(10));
                assertThat(fixture.pool.recordActivity("u", "s", "p")).isTrue();

                meet(() -> {
                    fixture.connector.made.get(0).abort();
                    return OK;
                }, () -> String.valueOf(fixture.pool.evictIdle()));

                assertThat(handle.lease.isDead()).isFalse();
                assertConsistent(fixture);
            }
        }
    }

    /** If no thread can be created, everything is given back, whatever happens meanwhile, and the next call connects. */
    @Test
    void aFailedThreadAndAnyEndLeaveNothingCounted() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (PoolFixture fixture = new PoolFixture()) {
                AtomicInteger failures = new AtomicInteger(1);
                fixture.threads.beforeConnect = connect -> {
                    if (failures.getAndDecrement() > 0) {
                        if (ThreadLocalRandom.current().nextBoolean()) {
                            throw new OutOfMemoryError("of the test");
                        }
                        throw new RejectedExecutionException("of the test");
                    }
                };
                FakeHandle[] opened = new FakeHandle[1];
                int kind = round % 3;

                String[] outcomes = meet(open(fixture, PoolFixture.profile("p"), opened), () -> switch (kind) {
                    case 0 -> String.valueOf(fixture.pool.closeSession("u", "s"));
                    case 1 -> String.valueOf(fixture.pool.release("u", "s", "p"));
                    default -> open(fixture, PoolFixture.profile("q"), new FakeHandle[1]).call();
                });

                assertThat(outcomes[0]).isIn(OK, SshErrorCode.NO_THREAD.name(), "SESSION_ENDED", "CONNECTION_RELEASED");
                assertConsistent(fixture);
                failures.set(0);
                assertThat(fixture.open("u", "s", "p").exec("whoami").succeeded()).isTrue();
                assertConsistent(fixture);
            }
        }
    }
}
