package io.sshra.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.pool.PoolFixture.FakeHandle;
import io.sshra.testing.Patience;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Callers in virtual threads (JEP 444), of which there are thousands. Before JDK 21 these are fewer platform threads. */
class VirtualThreadsTest {

    private static final int SESSIONS = 20;
    private static final int CALLERS_PER_SESSION = Runtime.version().feature() >= 21 ? 100 : 10;
    private static final int CALLERS = SESSIONS * CALLERS_PER_SESSION;

    private final PoolFixture fixture = new PoolFixture(PoolFixture.settings().with(new PoolSettings.PerHost(1000, 8, CALLERS)));
    private final ExecutorService timer = Executors.newSingleThreadExecutor();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final Queue<FakeHandle> handles = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        goOn.countDown();
        fixture.close();
        timer.shutdownNow();
    }

    private static void start(Runnable caller) throws ReflectiveOperationException {
        if (Runtime.version().feature() >= 21) {
            Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
            start.invoke(null, caller);
        } else {
            Thread thread = new Thread(caller, "caller");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void open(String session) {
        try {
            handles.add(fixture.open("u", session, "p"));
        } catch (Throwable e) {
            failures.add(e);
        }
    }

    private void pass() {
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** In each of the new sessions a caller holds the session's lock, and all others wait for it. */
    @Test
    void aSweepWaitsForNoneOfThousandsOfCallersInNewSessions() throws Exception {
        fixture.open("u", "idle", "p").giveBack();
        fixture.clock.advance(Duration.ofSeconds(900));
        CountDownLatch inside = new CountDownLatch(SESSIONS);
        AtomicInteger started = new AtomicInteger();
        for (int i = 0; i < SESSIONS; i++) {
            String session = "new-" + i;
            start(() -> {
                // The second time is that of the new slot, which is made under the session's lock.
                fixture.clock.interceptOnce(Thread.currentThread(), 2, () -> {
                    inside.countDown();
                    pass();
                });
                open(session);
            });
        }
        assertThat(inside.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        for (int i = SESSIONS; i < CALLERS; i++) {
            String session = "new-" + i % SESSIONS;
            start(() -> {
                started.incrementAndGet();
                open(session);
            });
        }
        await().until(() -> started.get() == CALLERS - SESSIONS);

        assertThat(timer.submit(fixture.pool::evictIdle).get(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(handles).as("no caller has gone on").isEmpty();
        goOn.countDown();
        await().until(() -> handles.size() + failures.size() == CALLERS);
        assertThat(failures).isEmpty();
        assertThat(fixture.pool.totalConnections()).isEqualTo(SESSIONS);
    }
}
