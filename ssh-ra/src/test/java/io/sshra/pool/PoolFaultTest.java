package io.sshra.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshCommandResult;
import io.sshra.SshConnectException;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.adapter.handle.HandleControl;
import io.sshra.base.Step;
import io.sshra.events.Counter;
import io.sshra.pool.PoolFixture.FakeHandle;
import io.sshra.pool.limits.Host;
import io.sshra.profile.Profile;
import io.sshra.testing.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Failures of the pool's surroundings: threads, a suspended process, callers of a sweep. */
class PoolFaultTest {

    private final PoolFixture fixture = new PoolFixture();
    private final Pool pool = fixture.pool;
    private final FakeConnector connector = fixture.connector;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        fixture.close();
        threads.shutdownNow();
    }

    private Host host() {
        Host host = pool.hosts().hold(PoolFixture.profile("p").target().endpoint());
        pool.hosts().drop(host);
        return host;
    }

    private static void pass(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- threads ----

    @Test
    void aConnectWithoutAThreadFailsWithACodeAndFreesItsPlace() throws Exception {
        fixture.threads.beforeConnect = connect -> {
            throw new OutOfMemoryError("unable to create native thread");
        };
        // More than the limit of concurrent connects to one host.
        for (int i = 0; i < 20; i++) {
            String session = "s" + i;
            assertThatThrownBy(() -> fixture.open("u", session, "p")).isInstanceOf(SshConnectException.class)
                    .extracting("code").isEqualTo(SshErrorCode.NO_THREAD);
        }
        assertThat(pool.hosts().connections()).isZero();
        assertThat(host().turns()).isZero();

        fixture.threads.beforeConnect = connect -> { };
        assertThat(fixture.open("u", "s0", "p").exec("whoami").succeeded()).isTrue();
    }

    @Test
    void allCallersOfAConnectWithoutAThreadGetTheFailure() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        fixture.threads.beforeConnect = connect -> {
            pass(goOn);
            throw new RejectedExecutionException("of the test");
        };
        List<Future<FakeHandle>> callers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            callers.add(threads.submit(() -> fixture.open("u", "s", "p")));
        }
        await().until(() -> host().waiting() == 5);
        fixture.threads.beforeConnect = connect -> { };
        goOn.countDown();

        int told = 0;
        for (Future<FakeHandle> caller : callers) {
            try {
                caller.get(Patience.SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isInstanceOf(SshException.class).extracting("code").isEqualTo(SshErrorCode.NO_THREAD);
                told++;
            }
        }
        assertThat(told).isPositive();
    }

    /** A thread that has finished a connect continues with the next one, and nothing can fail in between. */
    @Test
    void queuedConnectsNeedNoNewThread() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        connector.behaviour = target -> pass(goOn);
        List<Future<FakeHandle>> first = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String session = "first" + i;
            first.add(threads.submit(() -> fixture.open("u", session, "p")));
        }
        await().until(() -> connector.attempts.get() == 8);
        List<Future<FakeHandle>> queued = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String session = "queued" + i;
            queued.add(threads.submit(() -> fixture.open("u", session, "p")));
        }
        await().until(() -> host().waiting() == 16);
        fixture.threads.beforeConnect = connect -> {
            throw new OutOfMemoryError("of the test");
        };
        goOn.countDown();

        for (Future<FakeHandle> caller : first) {
            assertThat(caller.get(Patience.SECONDS, TimeUnit.SECONDS).exec("whoami").succeeded()).isTrue();
        }
        for (Future<FakeHandle> caller : queued) {
            assertThat(caller.get(Patience.SECONDS, TimeUnit.SECONDS).exec("whoami").succeeded()).isTrue();
        }
        await().until(() -> host().turns() == 0);
    }

    /** For example, the log fails while a connection opens: no caller is left waiting, and the connection is usable and ends. */
    @Test
    void aFailureToRecordAConnectionBlocksNobody() throws Exception {
        connector.negotiatedFails = true;
        try {
            FakeHandle handle = fixture.open("u", "s", "p");
            assertThat(handle.exec("whoami").succeeded()).isTrue();
        } finally {
            connector.negotiatedFails = false;
        }
        connector.made.get(0).abort();
        assertThat(pool.totalConnections()).isZero();
        await().until(() -> pool.hosts().connections() == 0);
    }

    // ---- memory ----

    private static void outOfMemory() {
        throw new OutOfMemoryError("of the test");
    }

    /**
     * An error occurs at any point on the way to a lease, with limits of one handle and one connection. The next call gets
     * both.
     */
    @Test
    void anErrorOnTheWayToALeaseGivesEverythingBack() throws Exception {
        PoolSettings one = PoolFixture.settings().with(new PoolSettings.PerSession(1, 1)).with(new PoolSettings.Connections(1, 10));
        try (PoolFixture small = new PoolFixture(one)) {
            int errors = 0;
            for (boolean failed = true; failed;) {
                // The error occurs a little later each time.
                small.clock.interceptOnce(Thread.currentThread(), errors + 1, PoolFaultTest::outOfMemory);
                try (Admission admission = small.pool.admit(SessionKey.of("u", "s"), PoolFixture.DEFINITION,
                        PoolFixture.profile("p"), false, 0)) {
                    small.clock.interceptOnce(Thread.currentThread(), 0, () -> { });
                    assertThat(admission.key().profile()).isEqualTo("p");
                    failed = false;
                } catch (OutOfMemoryError e) {
                    errors++;
                }
                assertThat(small.pool.hosts().connections()).as("after %d errors", errors).isZero();
                assertThat(small.pool.hosts().size()).as("after %d errors", errors).isZero();
                FakeHandle handle = small.open("u", "s", "p");
                assertThat(handle.exec("whoami").succeeded()).isTrue();
                handle.destroy();
            }
            assertThat(errors).isGreaterThan(1);
        }
    }

    /** Fault: the connection was open already, and nobody closed it. */
    @Test
    void anErrorWhereAConnectionOpensClosesIt() throws Exception {
        connector.behaviour = target -> fixture.clock.interceptOnce(Thread.currentThread(), 2, PoolFaultTest::outOfMemory);

        assertThatThrownBy(() -> fixture.open("u", "s", "p")).extracting("code").isEqualTo(SshErrorCode.INTERNAL);

        assertThat(connector.made).hasSize(1);
        await().until(() -> connector.open().isEmpty() && pool.hosts().connections() == 0 && host().turns() == 0);
        connector.behaviour = target -> { };
        assertThat(fixture.open("u", "s", "p").exec("whoami").succeeded()).isTrue();
    }

    /** Nevertheless, the connection is cut after the grace period, and everything else that its end involves happens. */
    @Test
    void aGoodbyeThatFailsLeavesNothingBehind() throws Exception {
        Profile profile = PoolFixture.profile("p");
        try (Admission admission = pool.admit(SessionKey.of("u", "s"), PoolFixture.DEFINITION, profile, true, pool.nanos())) {
            FakeHandle handle = fixture.new FakeHandle(admission.key());
            handle.checkOut();
            admission.granted(handle);
            connector.made.get(0).beforeClose = PoolFaultTest::outOfMemory;

            assertThatThrownBy(() -> pool.release("u", "s", "p")).isInstanceOf(OutOfMemoryError.class);

            assertThat(handle.ended).isTrue();
            assertThat(profile.target().credentials().password()).isNull();
        }
        await().until(() -> connector.open().isEmpty() && pool.hosts().connections() == 0);
        assertThat(pool.hosts().size()).isZero();
    }

    @Test
    void aStopThatFailsInPartLeavesNoThread() throws Exception {
        fixture.open("u", "s", "p");
        connector.made.get(0).beforeClose = PoolFaultTest::outOfMemory;

        assertThatThrownBy(pool::stop).isInstanceOf(OutOfMemoryError.class);

        assertThat(connector.open()).isEmpty();
        assertThat(fixture.threads.stopped).isTrue();
    }

    // ---- a suspended process ----

    @Test
    void aLateVerdictGivesAllConnectionsAnotherPeriod() throws Exception {
        fixture.open("u", "s", "p");
        connector.made.get(0).answersProbes = false;
        Step half = pool.probeAll();
        // As after SIGSTOP: nothing was read, and the timer is due.
        fixture.clock.advance(Duration.ofMinutes(10));
        Step again = half.work().run();
        assertThat(connector.open()).hasSize(1);

        connector.made.get(0).lastReceived = fixture.clock.nanos();
        runInTime(again);
        assertThat(connector.open()).as("the server has answered since").hasSize(1);

        fixture.clock.advance(Duration.ofSeconds(60));
        runInTime(pool.probeAll());
        assertThat(connector.open()).as("a dead connection is still detected").isEmpty();
    }

    @Test
    void aStallInTheSecondHalfOfTheTimeoutGivesAnotherPeriod() throws Exception {
        fixture.open("u", "s", "p");
        connector.made.get(0).answersProbes = false;
        Step half = pool.probeAll();
        fixture.clock.advance(half.after());
        Step verdict = half.work().run();
        fixture.clock.advance(verdict.after().plusSeconds(60));

        assertThat(verdict.work().run()).as("another period").isNotNull();
        assertThat(connector.open()).hasSize(1);
    }

    /** A retired connection takes no new channel, but its running commands count: it gets another probe like the others. */
    @Test
    void aRetiredConnectionGetsAnotherPeriodToo() throws Exception {
        FakeHandle old = fixture.open("u", "s", PoolFixture.profile("p", "before", "host", "1"));
        Future<SshCommandResult> running = threads.submit(() -> old.exec("wait"));
        await().until(() -> connector.made.get(0).runningCommands() == 1);
        Step half = pool.probeAll();
        fixture.open("u", "s", PoolFixture.profile("p", "after", "host", "2"));
        fixture.clock.advance(Duration.ofMinutes(10));

        runInTime(half.work().run());

        assertThat(connector.open()).hasSize(2);
        connector.made.get(0).releaseCommands();
        assertThat(running.get(Patience.SECONDS, TimeUnit.SECONDS).succeeded()).isTrue();
    }

    /** Without keepalive, its running commands would wait forever. */
    @Test
    void aRetiredConnectionIsValidatedToo() throws Exception {
        FakeHandle old = fixture.open("u", "s", PoolFixture.profile("p", "before", "host", "1"));
        Future<SshCommandResult> running = threads.submit(() -> old.exec("wait"));
        await().until(() -> connector.made.get(0).runningCommands() == 1);
        connector.made.get(0).answersProbes = false;
        fixture.open("u", "s", PoolFixture.profile("p", "after", "host", "2"));
        fixture.clock.advance(Duration.ofSeconds(60));

        runInTime(pool.probeAll());

        assertThat(running.get(Patience.SECONDS, TimeUnit.SECONDS).connectionLost()).isTrue();
        assertThat(connector.open()).containsExactly(connector.made.get(1));
    }

    /** On a machine that is always late, there is one validation, and not one more in each interval. */
    @Test
    void aLateValidationIsLeftToTheOneThatBeganAfterIt() throws Exception {
        fixture.open("u", "s", "p");
        Step first = pool.probeAll();
        Step second = pool.probeAll();
        fixture.clock.advance(Duration.ofMinutes(10));

        assertThat(first.work().run()).isNull();
        assertThat(second.work().run()).isNotNull();
    }

    private void runInTime(Step step) {
        for (Step next = step; next != null; ) {
            fixture.clock.advance(next.after());
            next = next.work().run();
        }
    }

    // ---- channels ----

    @Test
    void openChannelsAndChannelWaitersAreSeparateFigures() throws Exception {
        FakeHandle handle = fixture.open("u", "s", "p");
        List<Future<SshCommandResult>> running = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            running.add(threads.submit(() -> {
                for (;;) {
                    try {
                        return handle.exec("wait");
                    } catch (SshException e) {
                        assertThat(e.code()).isEqualTo(SshErrorCode.LIMIT_CHANNELS);
                    }
                }
            }));
        }
        await().until(() -> connector.made.get(0).runningCommands() == 10);
        await().until(() -> pool.figures(PoolFixture.DEFINITION).channelWaiters() == 5);
        assertThat(fixture.only("u", "s").openChannels()).isEqualTo(10);
        assertThat(pool.figures(PoolFixture.DEFINITION).channels()).isEqualTo(10);

        await().until(() -> {
            connector.made.get(0).releaseCommands();
            return running.stream().allMatch(Future::isDone);
        });
        assertThat(fixture.only("u", "s").openChannels()).isZero();
        assertThat(pool.figures(PoolFixture.DEFINITION).channelWaiters()).isZero();
    }

    /** Every channel of a handle is closed, its place is returned and the container is informed, whatever fails meanwhile. */
    @Test
    void aHandleWhoseChannelFailsToCloseGivesBackAllElse() throws Exception {
        try (PoolFixture small = new PoolFixture(PoolFixture.settings().with(new PoolSettings.PerSession(5, 1)))) {
            TestOwner owner = new TestOwner();
            HandleControl handle = handle(small, owner);
            List<Future<SshCommandResult>> running = List.of(threads.submit(() -> handle.connection().exec("wait")),
                    threads.submit(() -> handle.connection().exec("wait")));
            await().until(() -> small.connector.made.get(0).waitingCommands.get() == 2);
            AtomicInteger closes = new AtomicInteger();
            small.connector.made.get(0).beforeChannelClose = () -> {
                if (closes.incrementAndGet() == 1) {
                    outOfMemory();
                }
            };

            assertThatThrownBy(() -> handle.connection().close()).isInstanceOf(OutOfMemoryError.class);

            assertThat(closes).hasValue(2);
            assertThat(owner.closed).isTrue();
            assertThat(small.open("u", "s", "p").exec("whoami").succeeded()).isTrue();
            small.connector.made.get(0).releaseCommands();
            await().until(() -> running.stream().allMatch(Future::isDone));
        }
    }

    /** A command whose last handle closes and whose connection ends by that at the same time: it is the handle that ended it. */
    @Test
    void aCommandEndsByItsHandleWhateverItsConnectionDoes() throws Exception {
        TestOwner owner = new TestOwner();
        HandleControl handle = handle(fixture, owner);
        Future<SshCommandResult> running = threads.submit(() -> handle.connection().exec("wait"));
        await().until(() -> connector.made.get(0).waitingCommands.get() == 1);
        AtomicBoolean closing = new AtomicBoolean();
        // The application's thread is on its way to the channel when the container destroys the lease.
        connector.made.get(0).beforeChannelClose = () -> {
            if (closing.compareAndSet(false, true)) {
                handle.takenAway();
                owner.lease.destroy();
            }
        };

        handle.connection().close();

        assertThat(connector.made.get(0).isOpen()).isFalse();
        assertThatThrownBy(() -> running.get(Patience.SECONDS, TimeUnit.SECONDS)).cause().isInstanceOf(SshConnectionClosedException.class)
                .extracting("code").isEqualTo(SshErrorCode.HANDLE_CLOSED);
    }

    private static HandleControl handle(PoolFixture fixture, TestOwner owner) throws SshException {
        try (Admission admission = fixture.pool.admit(SessionKey.of("u", "s"), PoolFixture.DEFINITION, PoolFixture.profile("p"), false,
                fixture.pool.nanos())) {
            owner.lease = fixture.pool.lease(admission.key(), Lease.Owner.NOBODY);
            owner.lease.checkOut(ContainerLogin.NONE, null);
            HandleControl handle = new HandleControl(owner, owner.lease.handleTaken(PoolFaultTest.class));
            admission.granted(handle);
            return handle;
        }
    }

    /** The container's lease of one handle. */
    private static final class TestOwner implements HandleControl.Owner {

        private Lease lease;
        private boolean closed;

        @Override
        public Lease lease() {
            return lease;
        }

        @Override
        public void adopt(HandleControl handle) {
            throw new AssertionError("it is moved to no other lease");
        }

        @Override
        public boolean abandon(HandleControl handle) {
            throw new AssertionError("it is closed by the application");
        }

        @Override
        public void handleClosed(HandleControl handle) {
            closed = true;
        }
    }

    // ---- limits ----

    /** A closing connection does not count, however busy its session is, so that a caller can reconnect the same key. */
    @Test
    void anEndingConnectionFreesItsPlaceWhileItsSessionIsBusy() throws Exception {
        PoolSettings one = PoolFixture.settings().with(new PoolSettings.PerSession(1, 100));
        for (int round = 0; round < 20; round++) {
            try (PoolFixture small = new PoolFixture(one)) {
                small.connector.behaviour = FakeConnector.refusing("other");
                assertThatThrownBy(() -> small.open("u", "s", "other")).isInstanceOf(SshException.class);
                FakeHandle handle = small.open("u", "s", "p");
                CountDownLatch inside = new CountDownLatch(1);
                CountDownLatch goOn = new CountDownLatch(1);
                Future<?> busy = threads.submit(() -> {
                    small.clock.interceptOnce(Thread.currentThread(), 2, () -> {
                        inside.countDown();
                        pass(goOn);
                    });
                    return small.open("u", "s", "other");
                });
                inside.await();
                Future<?> lost = threads.submit(() -> small.connector.made.get(0).abort());
                await().until(() -> !small.connector.made.get(0).isOpen());
                Future<SshCommandResult> next = threads.submit(() -> handle.exec("whoami"));
                goOn.countDown();

                assertThat(next.get(Patience.SECONDS, TimeUnit.SECONDS).succeeded()).isTrue();
                lost.get(Patience.SECONDS, TimeUnit.SECONDS);
                assertThatThrownBy(() -> busy.get(Patience.SECONDS, TimeUnit.SECONDS)).hasMessageContaining("SSHRA001302");
            }
        }
    }

    // ---- sweeps ----

    /** A slow log or a slow close does not delay a sweep: it only changes states, and another thread does the rest in order. */
    @Test
    void aSweepDoesNotWaitForEndingConnections() throws Exception {
        fixture.threads.ends = fixture.threads.ownEnds();
        CountDownLatch goOn = new CountDownLatch(1);
        for (int i = 0; i < 100; i++) {
            fixture.open("u" + i, "s", "p");
            connector.made.get(i).beforeClose = () -> pass(goOn);
        }
        fixture.clock.advance(Duration.ofSeconds(900));

        assertThat(pool.evictIdle()).isEqualTo(100);

        assertThat(pool.totalConnections()).as("no connection is usable").isZero();
        assertThat(connector.open()).as("no connection is closed yet").hasSize(100);
        assertThat(pool.evictIdle()).as("each is evicted once").isZero();
        goOn.countDown();
        await().until(() -> connector.open().isEmpty() && pool.hosts().connections() == 0);
    }

    @Test
    void aVerdictDoesNotWaitForEndingConnections() throws Exception {
        fixture.threads.ends = fixture.threads.ownEnds();
        CountDownLatch goOn = new CountDownLatch(1);
        for (int i = 0; i < 20; i++) {
            fixture.open("u" + i, "s", "p");
            connector.made.get(i).answersProbes = false;
            connector.made.get(i).beforeClose = () -> pass(goOn);
        }
        fixture.clock.advance(Duration.ofSeconds(60));

        fixture.validate();

        assertThat(pool.totalConnections()).isZero();
        goOn.countDown();
        await().until(() -> connector.open().isEmpty());
    }

    /** With thousands of callers in new sessions, a sweep that waited for each of them would never finish. */
    @Test
    void aSweepDoesNotWaitForASession() throws Exception {
        fixture.open("u", "s", "p");
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        connector.behaviour = FakeConnector.refusing("refused");
        assertThatThrownBy(() -> fixture.open("u", "s", "refused")).isInstanceOf(SshException.class);
        // A caller with a refused credential reads the clock while it holds the session's lock.
        Future<?> holder = threads.submit(() -> {
            fixture.clock.interceptOnce(Thread.currentThread(), 2, () -> {
                inside.countDown();
                pass(goOn);
            });
            return fixture.open("u", "s", "refused");
        });
        inside.await();
        fixture.clock.advance(Duration.ofSeconds(900));

        assertThat(pool.evictIdle()).isEqualTo(1);
        assertThat(pool.totalConnections()).isZero();
        assertThat(holder).isNotDone();
        goOn.countDown();
        assertThatThrownBy(() -> holder.get(Patience.SECONDS, TimeUnit.SECONDS)).hasRootCauseInstanceOf(SshException.class);
    }

    /** The leases that the container forgot: taking their slot out of its session needs the session's lock. */
    @Test
    void aSweepThatDropsForgottenLeasesDoesNotWaitForTheirSession() throws Exception {
        fixture.threads.ends = fixture.threads.ownEnds();
        FakeHandle forgotten = fixture.open("u", "s", "p");
        forgotten.giveBack();
        fixture.clock.advance(Duration.ofSeconds(900));
        assertThat(pool.evictIdle()).isEqualTo(1);
        fixture.clock.advance(Duration.ofSeconds(1801));
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        // The second time is that of the new slot, which is made under the session's lock.
        Future<FakeHandle> holder = threads.submit(() -> {
            fixture.clock.interceptOnce(Thread.currentThread(), 2, () -> {
                inside.countDown();
                pass(goOn);
            });
            return fixture.open("u", "s", "other");
        });
        inside.await();
        try {
            assertThat(threads.submit(pool::evictIdle).get(Patience.SECONDS, TimeUnit.SECONDS)).isZero();
            assertThat(forgotten.lease.isDead()).isTrue();
            assertThat(holder).isNotDone();
        } finally {
            goOn.countDown();
        }
        assertThat(holder.get(Patience.SECONDS, TimeUnit.SECONDS).exec("whoami").succeeded()).isTrue();
        await().until(() -> pool.connections("u", "s").size() == 1);
    }

    /** When the pool stops, the stopping thread ends the connections that a sweep has handed over. */
    @Test
    void stoppingEndsTheConnectionsThatASweepHandedOver() throws Exception {
        fixture.threads.ends = fixture.threads.ownEnds();
        CountDownLatch goOn = new CountDownLatch(1);
        for (int i = 0; i < 5; i++) {
            fixture.open("u" + i, "s", "p");
            connector.made.get(i).beforeClose = () -> pass(goOn);
        }
        fixture.clock.advance(Duration.ofSeconds(900));
        assertThat(pool.evictIdle()).isEqualTo(5);
        Future<?> stopping = threads.submit(pool::stop);
        await().until(() -> connector.closed);
        goOn.countDown();
        stopping.get(Patience.SECONDS, TimeUnit.SECONDS);

        assertThat(connector.open()).isEmpty();
        await().until(() -> pool.hosts().connections() == 0);
        assertThat(pool.statistics(PoolFixture.DEFINITION).count(Counter.CLOSED_IDLE_TIMEOUT)).isEqualTo(5);
    }
}
