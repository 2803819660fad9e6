package io.sshra.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnectionEvent;
import io.sshra.SshException;
import io.sshra.events.Counter;
import io.sshra.events.Statistics;
import io.sshra.pool.PoolFixture.FakeHandle;
import io.sshra.testing.AtOnce;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Losses, reconnects, evictions and ends of the same few keys at the same time, by chance: the order of what a listener is told. */
class ListenerOrderTest {

    private static final int ROUNDS = Integer.getInteger("stress.rounds", 100);
    private static final int THREADS = 4;
    private static final int OPERATIONS = 40;

    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final ExecutorService ends = Executors.newFixedThreadPool(2);

    @AfterEach
    void stop() {
        executor.shutdownNow();
        ends.shutdownNow();
    }

    @Test
    void eachConnectionHasOneOpeningAndThenOneEndInAnyInterleaving() throws Exception {
        long seed = Long.getLong("stress.seed", System.nanoTime());
        System.out.println("[figure] stress.seed " + seed);
        Random seeds = new Random(seed);
        int told = 0;
        long reconnected = 0;
        for (int round = 0; round < ROUNDS; round++) {
            try (PoolFixture fixture = new PoolFixture()) {
                // Sometimes late, so that the next connection opens before the end is recorded.
                fixture.threads.ends = round % 2 == 0 ? ends : Runnable::run;
                Heard heard = new Heard();
                Heard other = new Heard();
                fixture.pool.addListener(executor, heard);
                AtOnce threads = new AtOnce();
                for (int i = 0; i < THREADS; i++) {
                    Random random = new Random(seeds.nextLong());
                    threads.run(() -> operate(fixture, random));
                }
                fixture.pool.addListener(executor, other);
                threads.await();
                fixture.pool.closeSession("u", "s0");
                fixture.pool.closeSession("u", "s1");

                Statistics statistics = fixture.pool.statistics(PoolFixture.DEFINITION);
                await().pollInterval(Duration.ofMillis(1)).until(() -> heard.events.size() == 2 * opened(statistics) && fixture.connector.open().isEmpty());
                fixture.pool.stop();
                heard.assertWhole();
                other.assertWhole();
                assertThat(heard.missed.get()).isZero();
                assertThat(lines(heard, "opened")).isEqualTo(statistics.count(Counter.CONNECTS));
                assertThat(lines(heard, "reconnected")).isEqualTo(statistics.count(Counter.RECONNECTS));
                assertReconnectionsReplaceWhatHasEnded(heard.events, heard.all);
                told += heard.events.size();
                reconnected += lines(heard, "reconnected");
            }
        }
        System.out.println("[figure] events " + told + ", reconnected " + reconnected);
        assertThat(reconnected).isPositive();
    }

    private static void operate(PoolFixture fixture, Random random) {
        FakeHandle handle = null;
        for (int i = 0; i < OPERATIONS; i++) {
            String session = "s" + random.nextInt(2);
            try {
                switch (random.nextInt(8)) {
                    case 0 -> fixture.pool.closeSession("u", session);
                    case 1 -> fixture.pool.release("u", session, "p");
                    case 2 -> {
                        fixture.clock.advance(Duration.ofSeconds(900));
                        fixture.pool.evictIdle();
                    }
                    case 3, 4 -> fixture.connector.open().stream().findAny().ifPresent(FakeConnector.FakeTransport::abort);
                    default -> {
                        if (handle == null || handle.ended) {
                            handle = fixture.open("u", session, "p");
                        }
                        handle.exec("whoami");
                    }
                }
            } catch (SshException e) {
                // The session or the connection has ended meanwhile.
                handle = null;
            }
        }
    }

    private static long opened(Statistics statistics) {
        return statistics.count(Counter.CONNECTS) + statistics.count(Counter.RECONNECTS);
    }

    private static long lines(Heard heard, String event) {
        return heard.all.stream().filter(line -> line.startsWith(event + " ")).count();
    }

    /** Each reconnection is told after the end of a connection of the same names that no other one has replaced. */
    private static void assertReconnectionsReplaceWhatHasEnded(List<SshConnectionEvent> events, List<String> lines) {
        Map<String, Integer> replaceable = new HashMap<>();
        for (int i = 0; i < events.size(); i++) {
            SshConnectionEvent event = events.get(i);
            String session = event.connection().sessionId();
            if (event.reason() != null && event.reason().mayReconnect()) {
                replaceable.merge(session, 1, Integer::sum);
            } else if (lines.get(i).startsWith("reconnected")) {
                assertThat(replaceable.merge(session, -1, Integer::sum)).as("line %d of %s", i, lines).isNotNegative();
            }
        }
    }
}
