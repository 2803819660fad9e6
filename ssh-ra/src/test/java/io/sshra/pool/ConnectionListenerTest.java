package io.sshra.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshConnectionEvent;
import io.sshra.SshConnectionInfo;
import io.sshra.SshConnectionListener;
import io.sshra.SshListenerRegistration;
import io.sshra.pool.PoolFixture.FakeHandle;
import io.sshra.testing.LogLines;
import io.sshra.testing.Patience;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What listeners are told, by whom, and what faults of theirs do. The clock is the test's. */
class ConnectionListenerTest {

    private static final String THREW = "SSHRA000113";
    private static final String REFUSED = "SSHRA000114";
    private static final String SLOW = "SSHRA000115";
    private static final String REMOVED = "SSHRA000116";
    private static final String NOT_TOLD = "SSHRA000117";

    private final PoolFixture fixture = new PoolFixture();
    private final Pool pool = fixture.pool;
    private final ExecutorService executor = Executors.newCachedThreadPool(task -> new Thread(task, "application"));
    private final LogLines log = new LogLines();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        log.close();
        fixture.close();
        executor.shutdownNow();
    }

    /** A listener whose calls wait until the test ends. */
    private final class Blocked extends Heard {

        final CountDownLatch inside = new CountDownLatch(1);

        @Override
        void told(String what) {
            inside.countDown();
            awaitQuietly(release);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            if (!latch.await(Patience.SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("not released");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Heard listening() {
        Heard heard = new Heard();
        pool.addListener(executor, heard);
        return heard;
    }

    private static void awaitLines(Heard heard, String... lines) {
        await().untilAsserted(() -> assertThat(heard.all).containsExactly(lines));
    }

    // ---- what is told ----

    @Test
    void aConnectionIsToldWhenItOpensAndWhenItsSessionEnds() throws Exception {
        Heard heard = listening();

        FakeHandle handle = fixture.open("u", "s", "p");
        handle.exec("whoami");
        fixture.clock.advance(Duration.ofSeconds(5));
        pool.closeSession("u", "s");

        awaitLines(heard, "opened #1", "closed session_end #1");
        SshConnectionInfo opened = heard.events.get(0).connection();
        assertThat(opened.alive()).isTrue();
        assertThat(opened.userId() + "/" + opened.sessionId() + "/" + opened.profile()).isEqualTo("u/s/p");
        assertThat(heard.events.get(0).reason()).isNull();
        SshConnectionEvent end = heard.events.get(1);
        assertThat(end.connection().alive()).isFalse();
        assertThat(end.connection().commandCount()).isEqualTo(1);
        assertThat(end.connection().connectedAt()).isEqualTo(opened.connectedAt());
        assertThat(end.connection().hostKeyFingerprint()).isEqualTo("SHA256:fake");
        assertThat(Duration.between(heard.events.get(0).when(), end.when())).isEqualTo(Duration.ofSeconds(5));
        assertThat(end.reason().mayReconnect()).isFalse();
    }

    @Test
    void aLostConnectionIsToldAsLostAndThenAsReconnected() throws Exception {
        Heard heard = listening();
        FakeHandle handle = fixture.open("u", "s", "p");

        fixture.connector.made.get(0).abort();
        handle.exec("whoami");

        awaitLines(heard, "opened #1", "lost connection_lost #1", "reconnected #2");
        assertThat(heard.events.get(1).reason().mayReconnect()).isTrue();
    }

    @Test
    void eachReasonIsTold() throws Exception {
        Heard heard = listening();

        FakeHandle idle = fixture.open("u", "idle", "p");
        idle.giveBack();
        fixture.clock.advance(Duration.ofSeconds(900));
        pool.evictIdle();
        fixture.open("u", "zombie", "p");
        fixture.connector.made.get(1).answersProbes = false;
        fixture.clock.advance(Duration.ofSeconds(1));
        fixture.validate();
        fixture.open("u", "released", "p");
        pool.release("u", "released", "p");
        fixture.open("u", "destroyed", "p").destroy();
        fixture.open("u", "changed", PoolFixture.profile("p", "login", "host", "1"));
        fixture.open("u", "changed", PoolFixture.profile("p", "login", "host", "2"));
        pool.stop();

        assertThat(heard.all).contains("closed idle_timeout #1", "lost zombie_detected #2", "closed explicit_close #3",
                "closed container_destroyed #4", "closed profile_changed #5", "closed pool_shutdown #6");
        heard.assertWhole();
    }

    @Test
    void aConnectThatFailsIsNoEvent() throws Exception {
        Heard heard = listening();
        fixture.connector.behaviour = target -> {
            throw FakeConnector.refusal();
        };
        assertThatThrownBy(() -> fixture.open("u", "s", "p")).isInstanceOf(io.sshra.SshConnectException.class);
        fixture.connector.behaviour = target -> { };

        fixture.open("u", "s", "p");

        awaitLines(heard, "opened #2");
    }

    @Test
    void aListenerIsNotToldOfConnectionsFromBeforeIt() throws Exception {
        fixture.open("u", "before", "p");
        Heard heard = listening();

        pool.closeSession("u", "before");
        fixture.open("u", "after", "p");

        awaitLines(heard, "opened #2");
    }

    /** The sweep has taken the connection away, but its end is not recorded yet. */
    @Test
    void aReconnectionIsToldAfterTheEndOfTheConnectionBefore() throws Exception {
        LinkedBlockingQueue<Runnable> ends = new LinkedBlockingQueue<>();
        fixture.threads.ends = ends::add;
        Heard heard = listening();
        FakeHandle handle = fixture.open("u", "s", "p");
        fixture.clock.advance(Duration.ofSeconds(900));
        pool.evictIdle();
        handle.exec("whoami");
        fixture.open("u", "other", "p");
        awaitLines(heard, "opened #1", "opened #3");

        ends.forEach(Runnable::run);

        awaitLines(heard, "opened #1", "opened #3", "closed idle_timeout #1", "reconnected #2");
    }

    /** Faults while an event is made lose events of this connection only. */
    @Test
    void aConnectionThatCannotBeDescribedLeavesTheOrderOfTheOthers() throws Exception {
        Heard heard = listening();
        FakeHandle handle = fixture.open("u", "s", "p");
        fixture.connector.negotiatedFails = true;
        fixture.connector.made.get(0).abort();
        handle.exec("whoami");
        fixture.connector.negotiatedFails = false;
        fixture.connector.made.get(1).abort();
        handle.exec("whoami");
        pool.stop();

        assertThat(heard.all).startsWith("opened #1", "lost connection_lost #1").endsWith("reconnected #3", "closed pool_shutdown #3");
    }

    // ---- by whom ----

    @Test
    void theListenerRunsOnThreadsOfItsExecutorOnly() throws Exception {
        Heard heard = listening();
        fixture.open("u", "s", "p");
        fixture.connector.made.get(0).abort();

        awaitLines(heard, "opened #1", "lost connection_lost #1");
        assertThat(heard.threads).containsOnly("application");
    }

    @Test
    void anExecutorThatRunsTasksOnTheCallingThreadDoesNotRunTheListener() throws Exception {
        Heard heard = new Heard();
        AtomicReference<Executor> behaviour = new AtomicReference<>(Runnable::run);
        pool.addListener(task -> behaviour.get().execute(task), heard);

        fixture.open("u", "s", "p");

        await().until(() -> !log.of(REFUSED).isEmpty());
        assertThat(heard.all).isEmpty();
        behaviour.set(executor);
        awaitLines(heard, "opened #1");
    }

    /** No lock of the adapter is held: other threads can use all of it while the listener runs. */
    @Test
    void whileAListenerRunsOthersUseTheAdapter() throws Exception {
        AtomicInteger closed = new AtomicInteger(-1);
        Heard heard = new Heard() {
            @Override
            void told(String what) {
                if (what.startsWith("opened #1")) {
                    try {
                        closed.set(executor.submit(() -> {
                            pool.addListener(executor, new Heard()).close();
                            fixture.open("u", "s", "q");
                            return pool.closeSession("u", "s");
                        }).get(Patience.SECONDS, TimeUnit.SECONDS));
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                }
            }
        };
        pool.addListener(executor, heard);

        fixture.open("u", "s", "p");

        await().until(() -> closed.get() == 2);
        await().until(() -> heard.all.size() == 4);
    }

    // ---- faults ----

    @Test
    void aListenerThatThrowsIsToldOfTheNextEventAndLoggedOnceAMinute() throws Exception {
        Heard failing = new Heard() {
            @Override
            void told(String what) {
                if (what.startsWith("opened")) {
                    throw new IllegalStateException("of the test");
                }
                throw new StackOverflowError("of the test");
            }
        };
        pool.addListener(executor, failing);
        Heard other = listening();

        for (int i = 0; i < 5; i++) {
            fixture.open("u", "s" + i, "p");
            pool.closeSession("u", "s" + i);
        }

        await().until(() -> failing.all.size() == 10 && other.all.size() == 10);
        failing.assertWhole();
        await().untilAsserted(() -> assertThat(log.of(THREW)).singleElement().asString().startsWith("WARN ").contains(failing.getClass().getName())
                .contains("; 1 times since"));
        fixture.clock.advance(Duration.ofMinutes(1));
        await().untilAsserted(() -> {
            pool.evictIdle();
            assertThat(log.of(THREW)).hasSize(2);
        });
        assertThat(log.of(THREW).get(1)).contains("; 9 times since");
    }

    @Test
    void eventsThatTheExecutorRefusesAreHandedOverAgain() throws Exception {
        Heard heard = new Heard();
        AtomicInteger refusals = new AtomicInteger(2);
        pool.addListener(task -> {
            if (refusals.getAndDecrement() > 0) {
                throw new RejectedExecutionException("of the test");
            }
            executor.execute(task);
        }, heard);

        fixture.open("u", "s", "p");
        pool.closeSession("u", "s");

        awaitLines(heard, "opened #1", "closed session_end #1");
        assertThat(log.of(REFUSED)).singleElement().asString().startsWith("WARN ");
    }

    @Test
    void anExecutorThatBlocksHoldsUpNeitherConnectionsNorOtherListeners() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        pool.addListener(task -> {
            inside.countDown();
            awaitQuietly(release);
        }, new Heard());
        Heard other = listening();

        fixture.open("u", "s", "p");
        awaitQuietly(inside);
        assertThat(pool.closeSession("u", "s")).isEqualTo(1);

        awaitLines(other, "opened #1", "closed session_end #1");
    }

    @Test
    void aListenerThatBlocksHoldsUpNeitherConnectionsNorOtherListeners() throws Exception {
        Blocked blocked = new Blocked();
        pool.addListener(executor, blocked);
        Heard other = listening();

        fixture.open("u", "s", "p");
        awaitQuietly(blocked.inside);
        assertThat(pool.closeSession("u", "s")).isEqualTo(1);

        awaitLines(other, "opened #1", "closed session_end #1");
        assertThat(blocked.all).containsExactly("opened #1");
    }

    /** Of a connection that is left out, its end is left out, too; of the others, no end. */
    @Test
    void aSlowListenerMissesWholeConnectionsAndIsToldHowMany() throws Exception {
        int connections = 700;
        Blocked slow = new Blocked();
        pool.addListener(executor, slow);

        for (int i = 0; i < connections; i++) {
            fixture.open("u", "s" + i, "p");
            pool.closeSession("u", "s" + i);
        }
        assertThat(slow.all).hasSizeLessThanOrEqualTo(1);
        release.countDown();

        await().until(() -> slow.missed.get() > 0 && slow.all.size() + 2 * slow.missed.get() == 2 * connections);
        slow.assertWhole();
        assertThat(slow.missed.get()).isBetween(190L, 200L);
        await().untilAsserted(() -> assertThat(log.of(SLOW)).singleElement().asString().endsWith("it was not told of " + slow.missed.get() + " connections"));

        fixture.open("u", "next", "p");
        await().until(() -> slow.all.contains("opened #701"));
    }

    /** All of these connections open before any of them ends. */
    @Test
    void anEndIsToldThoughTheQueueIsFull() throws Exception {
        int connections = 1100;
        Blocked slow = new Blocked();
        pool.addListener(executor, slow);

        for (int i = 0; i < connections; i++) {
            fixture.open(SessionKey.of("u", "s" + i), PoolFixture.profile("p", "p", "host-" + i % 2, "1"));
        }
        for (int i = 0; i < connections; i++) {
            pool.closeSession("u", "s" + i);
        }
        release.countDown();

        await().until(() -> slow.missed.get() > 0 && slow.all.size() + 2 * slow.missed.get() == 2 * connections);
        slow.assertWhole();
        assertThat(slow.missed.get()).isBetween(99L, 100L);
    }

    // ---- removal ----

    @Test
    void aRemovedListenerIsToldNothingMore() throws Exception {
        Blocked blocked = new Blocked();
        SshListenerRegistration registration = pool.addListener(executor, blocked);
        Heard other = listening();
        fixture.open("u", "s", "p");
        awaitQuietly(blocked.inside);
        pool.closeSession("u", "s");

        registration.close();
        registration.close();
        fixture.open("u", "s", "p");
        release.countDown();

        await().until(() -> other.all.size() == 3);
        pool.stop();
        executor.shutdown();
        assertThat(executor.awaitTermination(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(blocked.all).containsExactly("opened #1");
    }

    @Test
    void aListenerMayRemoveItself() throws Exception {
        AtomicReference<SshListenerRegistration> registration = new AtomicReference<>();
        Heard once = new Heard() {
            @Override
            void told(String what) {
                registration.get().close();
            }
        };
        registration.set(pool.addListener(executor, once));
        Heard other = listening();

        fixture.open("u", "s", "p");
        await().until(() -> once.all.size() == 1);
        pool.closeSession("u", "s");

        awaitLines(other, "opened #1", "closed session_end #1");
        assertThat(once.all).containsExactly("opened #1");
    }

    /** Also while connections are open that it was told of, with a registration that the application still has. */
    @Test
    void nothingKeepsARemovedListenerInMemory() throws Exception {
        List<SshListenerRegistration> kept = new ArrayList<>();
        WeakReference<SshConnectionListener> listener = closedAfterAnEvent(kept);

        await().until(() -> {
            System.gc();
            return listener.get() == null;
        });
        assertThat(kept).hasSize(1);
        assertThat(pool.totalConnections()).isEqualTo(1);
    }

    private WeakReference<SshConnectionListener> closedAfterAnEvent(List<SshListenerRegistration> kept) throws Exception {
        Heard heard = new Heard() {
            @Override
            void told(String what) {
                throw new IllegalStateException("of the test");
            }
        };
        SshListenerRegistration registration = pool.addListener(executor, heard);
        fixture.open("u", "s", "p");
        awaitLines(heard, "opened #1");
        registration.close();
        kept.add(registration);
        return new WeakReference<>(heard);
    }

    @Test
    void aListenerWhoseExecutorIsShutDownIsRemoved() throws Exception {
        ExecutorService own = Executors.newSingleThreadExecutor();
        Heard heard = new Heard();
        pool.addListener(own, heard);
        fixture.open("u", "s", "p");
        awaitLines(heard, "opened #1");
        own.shutdown();

        pool.closeSession("u", "s");

        await().untilAsserted(() -> assertThat(log.of(REMOVED)).singleElement().asString().startsWith("INFO "));
        assertThat(log.of(REFUSED)).isEmpty();
    }

    // ---- the stop ----

    @Test
    void theStopTellsAllEndsAndThenRemovesTheListeners() throws Exception {
        Heard heard = listening();
        for (int i = 0; i < 20; i++) {
            fixture.open("u", "s" + i, "p");
        }

        pool.stop();

        assertThat(heard.all).filteredOn(line -> line.startsWith("closed pool_shutdown")).hasSize(20);
        heard.assertWhole();
        assertThatThrownBy(() -> pool.addListener(executor, heard)).isInstanceOf(IllegalStateException.class).hasMessageContaining("stopped");
    }

    @Test
    void theStopWaitsForNoListenerForEver() throws Exception {
        Blocked blocked = new Blocked();
        pool.addListener(executor, blocked);
        fixture.open("u", "s", "p");
        awaitQuietly(blocked.inside);

        pool.stop();

        assertThat(blocked.all).containsExactly("opened #1");
        assertThat(log.of(NOT_TOLD)).singleElement().asString().endsWith("was told of the last 1 events");
    }

    @Test
    void aListenerNeedsAnExecutor() {
        assertThatThrownBy(() -> pool.addListener(null, new Heard())).isInstanceOf(IllegalArgumentException.class).hasMessage("the executor is null");
        assertThatThrownBy(() -> pool.addListener(executor, null)).isInstanceOf(IllegalArgumentException.class).hasMessage("the listener is null");
    }
}
