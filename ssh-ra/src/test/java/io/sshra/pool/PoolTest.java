package io.sshra.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.SshAuthenticationException;
import io.sshra.SshChannelLimitException;
import io.sshra.SshCommand;
import io.sshra.SshCommandResult;
import io.sshra.SshConnectException;
import io.sshra.SshConnectionClosedException;
import io.sshra.SshConnectionInfo;
import io.sshra.SshConnectionLimitException;
import io.sshra.SshErrorCode;
import io.sshra.SshException;
import io.sshra.base.Step;
import io.sshra.events.FilesEvent;
import io.sshra.pool.PoolFixture.FakeHandle;
import io.sshra.ssh.ChannelNotOpenedException;
import io.sshra.ssh.Target;
import io.sshra.testing.Patience;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolTest {

    private final PoolFixture fixture = new PoolFixture();
    private final Pool pool = fixture.pool;
    private final FakeConnector connector = fixture.connector;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        fixture.close();
        threads.shutdownNow();
    }

    private static PoolSettings with(int perSession, int perHost, int inAll, int connects, int waiting, int leases) {
        return PoolFixture.settings().with(new PoolSettings.PerSession(perSession, leases))
                .with(new PoolSettings.PerHost(perHost, connects, waiting)).with(new PoolSettings.Connections(inAll, 10));
    }

    private <T> List<Future<T>> atOnce(int callers, CallableWithNumber<T> call) {
        CountDownLatch ready = new CountDownLatch(callers);
        List<Future<T>> futures = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            int number = i;
            futures.add(threads.submit((Callable<T>) () -> {
                ready.countDown();
                ready.await();
                return call.call(number);
            }));
        }
        return futures;
    }

    private interface CallableWithNumber<T> {
        T call(int number) throws Exception;
    }

    private static SshException failureOf(Future<?> future) throws Exception {
        try {
            future.get(Patience.SECONDS, TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException e) {
            return (SshException) e.getCause();
        }
    }

    // ---- isolation ----

    @Test
    void twoUsersWithTheSameSessionNameGetTwoConnections() throws Exception {
        FakeHandle alice = fixture.open("alice", "s", PoolFixture.profile("web", "alice", "host", "1"));
        FakeHandle bob = fixture.open("bob", "s", PoolFixture.profile("web", "bob", "host", "1"));

        assertThat(alice.exec("whoami").stdout()).isEqualTo("alice");
        assertThat(bob.exec("whoami").stdout()).isEqualTo("bob");
        assertThat(connector.made).hasSize(2);
    }

    @Test
    void namesThatLookAlikeWhenJoinedAreDifferentKeys() throws Exception {
        fixture.open("x", "y z", "p");
        fixture.open("x y", "z", "p");
        fixture.open("u", "a", "p");
        FakeHandle other = fixture.open("u", "a:b", "p");

        assertThat(pool.closeSession("u", "a")).isEqualTo(1);

        assertThat(connector.open()).hasSize(3);
        assertThat(other.exec("whoami").succeeded()).isTrue();
    }

    @Test
    void noSpecCanNameTheApplicationsSession() throws Exception {
        fixture.open(SessionKey.application(), PoolFixture.profile("p"));

        fixture.open("(application)", "(application)", "p");

        assertThat(connector.made).hasSize(2);
        assertThat(pool.closeSession("(application)", "(application)")).isEqualTo(1);
        assertThat(connector.open()).hasSize(1);
    }

    @Test
    void leasesOfOneKeyShareOneConnection() throws Exception {
        FakeHandle first = fixture.open("u", "s", "p");
        FakeHandle second = fixture.open("u", "s", "p");

        assertThat(connector.made).hasSize(1);
        first.destroy();
        assertThat(connector.open()).as("the second lease still holds it").hasSize(1);
        second.destroy();
        assertThat(connector.open()).isEmpty();
    }

    // ---- single flight ----

    @Test
    void aHundredCallersOfOneKeyOpenOneConnection() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        connector.behaviour = target -> awaitQuietly(goOn);

        List<Future<FakeHandle>> callers = atOnce(100, i -> fixture.open("u", "s", "p"));
        await().until(() -> connector.attempts.get() == 1);
        goOn.countDown();

        for (Future<FakeHandle> caller : callers) {
            assertThat(caller.get(Patience.SECONDS, TimeUnit.SECONDS).exec("whoami").succeeded()).isTrue();
        }
        assertThat(connector.attempts).hasValue(1);
    }

    @Test
    void aFailedConnectFailsAllWaitingCallersAndTheNextOneRetries() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger entered = new AtomicInteger();
        connector.behaviour = target -> {
            awaitQuietly(goOn);
            throw FakeConnector.refusal();
        };

        List<Future<FakeHandle>> callers = atOnce(20, i -> {
            entered.incrementAndGet();
            return fixture.open("u", "s", "p");
        });
        await().until(() -> entered.get() == 20 && connector.attempts.get() == 1);
        await().until(() -> pool.hosts().hold(PoolFixture.profile("p").target().endpoint()).waiting() == 20);
        goOn.countDown();

        List<SshException> failures = new ArrayList<>();
        for (Future<FakeHandle> caller : callers) {
            failures.add(failureOf(caller));
        }
        assertThat(failures).allSatisfy(failure -> assertThat(failure).isInstanceOf(SshConnectException.class))
                .doesNotHaveDuplicates();
        assertThat(failures.stream().map(Throwable::getCause).distinct()).hasSize(1);

        connector.behaviour = target -> { };
        assertThat(fixture.open("u", "s", "p").exec("whoami").succeeded()).isTrue();
        assertThat(connector.attempts).hasValue(2);
    }

    @Test
    void anInterruptedCallerLeavesAndDisturbsNobodyElse() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        connector.behaviour = target -> awaitQuietly(goOn);
        CountDownLatch interruptedSeen = new CountDownLatch(1);
        Thread impatient = new Thread(() -> {
            try {
                fixture.open("u", "s", "p");
            } catch (SshException e) {
                if (e.code() == SshErrorCode.INTERRUPTED && Thread.currentThread().isInterrupted()) {
                    interruptedSeen.countDown();
                }
            }
        });
        impatient.start();
        await().until(() -> connector.attempts.get() == 1);
        Future<FakeHandle> patient = threads.submit(() -> fixture.open("u", "s", "p"));
        await().until(() -> pool.hosts().hold(PoolFixture.profile("p").target().endpoint()).waiting() == 2);

        impatient.interrupt();

        assertThat(interruptedSeen.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        goOn.countDown();
        assertThat(patient.get(Patience.SECONDS, TimeUnit.SECONDS).exec("whoami").succeeded()).isTrue();
        assertThat(connector.attempts).hasValue(1);
    }

    /** In the pool that this adapter replaces, a slow connect blocked other sessions. */
    @Test
    void aHostThatNeverAnswersDelaysNoOtherSession() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        connector.behaviour = target -> {
            if (target.host().equals("dead")) {
                awaitQuietly(never);
                throw FakeConnector.refusal();
            }
        };
        List<Future<FakeHandle>> stuck = atOnce(50, i ->
                fixture.open("u", "s", PoolFixture.profile("dead", "x", "dead", "1")));
        await().until(() -> connector.attempts.get() == 1);

        assertThat(fixture.open("u", "s", "alive").exec("whoami").succeeded()).isTrue();
        assertThat(fixture.open("other", "s", "alive").exec("whoami").succeeded()).isTrue();

        assertThat(stuck).noneMatch(Future::isDone);
        never.countDown();
        for (Future<FakeHandle> caller : stuck) {
            assertThat(failureOf(caller)).isInstanceOf(SshConnectException.class);
        }
    }

    // ---- limits ----

    @Test
    void ofAHundredConcurrentProfilesOfASessionFiveConnect() throws Exception {
        List<Future<FakeHandle>> callers = atOnce(100, i -> fixture.open("u", "s", "p" + i));

        int connected = 0;
        for (Future<FakeHandle> caller : callers) {
            SshException failure = failureOf(caller);
            if (failure == null) {
                connected++;
            } else {
                assertThat(failure).isInstanceOf(SshConnectionLimitException.class);
                assertThat(failure.code()).isEqualTo(SshErrorCode.LIMIT_CONNECTIONS_PER_SESSION);
                assertThat(failure).hasMessageContaining("5 connections").hasMessageContaining("p");
            }
        }
        assertThat(connected).isEqualTo(5);
        assertThat(connector.attempts).hasValue(5);
    }

    @Test
    void aFailedConnectGivesItsPlaceBack() throws Exception {
        connector.behaviour = target -> {
            throw FakeConnector.refusal();
        };
        for (int i = 0; i < 20; i++) {
            int number = i;
            assertThatThrownBy(() -> fixture.open("u", "s", "p" + number)).isInstanceOf(SshConnectException.class);
        }
        connector.behaviour = target -> { };
        for (int i = 0; i < 5; i++) {
            fixture.open("u", "s", "q" + i);
        }
        assertThat(pool.totalConnections()).isEqualTo(5);
    }

    @Test
    void aFailedConnectIsNotListedAsAConnection() throws Exception {
        connector.behaviour = target -> {
            throw FakeConnector.refusal();
        };
        assertThatThrownBy(() -> fixture.open("u", "s", "p")).isInstanceOf(SshConnectException.class);
        assertThat(pool.connections("u", "s")).isEmpty();
        assertThat(pool.connections(PoolFixture.DEFINITION)).isEmpty();

        connector.behaviour = target -> { };
        fixture.open("u", "s", "p");
        connector.made.get(0).abort();
        assertThat(pool.connections("u", "s")).singleElement().extracting(SshConnectionInfo::alive).isEqualTo(false);
    }

    @Test
    void deadConnectionsDoNotCount() throws Exception {
        for (int i = 0; i < 5; i++) {
            fixture.open("u", "s", "p" + i);
        }
        connector.made.get(0).abort();

        fixture.open("u", "s", "another");

        assertThat(pool.connections("u", "s")).hasSize(6).filteredOn(SshConnectionInfo::alive).hasSize(5);
    }

    @Test
    void connectionsPerHostAndInTotalAreLimited() throws Exception {
        try (PoolFixture small = new PoolFixture(with(5, 2, 3, 8, 100, 100))) {
            small.open("a", "s", "p");
            small.open("b", "s", "p");
            assertThatThrownBy(() -> small.open("c", "s", "p")).isInstanceOf(SshConnectionLimitException.class)
                    .extracting("code").isEqualTo(SshErrorCode.LIMIT_CONNECTIONS_PER_HOST);
            small.open("c", "s", PoolFixture.profile("p", "p", "second", "1"));
            assertThatThrownBy(() -> small.open("d", "s", PoolFixture.profile("p", "p", "third", "1")))
                    .extracting("code").isEqualTo(SshErrorCode.LIMIT_CONNECTIONS);
            small.pool.closeSession("a", "s");
            small.open("d", "s", PoolFixture.profile("p", "p", "third", "1"));
        }
    }

    @Test
    void aClosingConnectionCountsForItsHostButNotForItsSession() throws Exception {
        try (PoolFixture small = new PoolFixture(with(1, 2, 100, 8, 100, 100))) {
            small.open("u", "s", "p");
            small.connector.made.get(0).closesAtOnce = false;
            small.pool.release("u", "s", "p");

            small.open("u", "s", "q");
            assertThatThrownBy(() -> small.open("v", "s", "p"))
                    .extracting("code").isEqualTo(SshErrorCode.LIMIT_CONNECTIONS_PER_HOST);

            small.connector.made.get(0).abort();
            small.open("v", "s", "p");
        }
    }

    @Test
    void concurrentConnectsToAHostQueueAndWaitingCallersAreLimited() throws Exception {
        try (PoolFixture small = new PoolFixture(with(100, 100, 100, 2, 10, 100))) {
            CountDownLatch goOn = new CountDownLatch(1);
            AtomicInteger connecting = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            small.connector.behaviour = target -> {
                most.accumulateAndGet(connecting.incrementAndGet(), Math::max);
                awaitQuietly(goOn);
                connecting.decrementAndGet();
            };
            List<Future<FakeHandle>> waiting = atOnce(10, i -> small.open("u" + i, "s", "p"));
            await().until(() -> connecting.get() == 2);
            await().until(() -> small.pool.hosts().hold(PoolFixture.profile("p").target().endpoint()).waiting() == 10);

            assertThatThrownBy(() -> small.open("one", "more", "p")).isInstanceOf(SshConnectionLimitException.class)
                    .extracting("code").isEqualTo(SshErrorCode.LIMIT_WAITING_CALLERS);

            goOn.countDown();
            for (Future<FakeHandle> caller : waiting) {
                caller.get(Patience.SECONDS, TimeUnit.SECONDS);
            }
            assertThat(most).hasValue(2);
        }
    }

    @Test
    void leasesPerSessionAreLimitedAndFreedWhenHandlesClose() throws Exception {
        try (PoolFixture small = new PoolFixture(with(5, 100, 100, 8, 100, 3))) {
            FakeHandle first = small.open("u", "s", "p");
            small.open("u", "s", "p");
            small.open("u", "s", "q");
            assertThatThrownBy(() -> small.open("u", "s", "p")).isInstanceOf(SshConnectionLimitException.class)
                    .extracting("code").isEqualTo(SshErrorCode.LIMIT_LEASES_PER_SESSION);
            first.giveBack();
            small.open("u", "s", "p");
        }
    }

    @Test
    void aCallerThatTheContainerRefusesFreesItsPlaces() throws Exception {
        for (int i = 0; i < 20; i++) {
            pool.admit(SessionKey.of("u", "s"), PoolFixture.DEFINITION, PoolFixture.profile("p" + i), false, pool.nanos()).close();
        }
        for (int i = 0; i < 5; i++) {
            fixture.open("u", "s", "q" + i);
        }
        assertThat(connector.attempts).hasValue(5);
    }

    @Test
    void aRefusedCredentialIsSuspendedButAChangedOneIsOffered() throws Exception {
        connector.behaviour = target -> {
            throw new SshAuthenticationException(SshErrorCode.AUTHENTICATION_REFUSED, "refused by the test");
        };
        assertThatThrownBy(() -> fixture.open("u", "s", "p")).isInstanceOf(SshAuthenticationException.class);
        assertThatThrownBy(() -> fixture.open("u", "s2", "p")).isInstanceOf(SshAuthenticationException.class)
                .extracting("code").isEqualTo(SshErrorCode.AUTHENTICATION_SUSPENDED);
        assertThat(connector.attempts).hasValue(1);

        connector.behaviour = target -> { };
        fixture.open("u", "s", PoolFixture.profile("p", "p", "host", "2"));
        assertThatThrownBy(() -> fixture.open("u", "s3", "p")).isInstanceOf(SshAuthenticationException.class);
        fixture.clock.advance(Duration.ofSeconds(31));
        fixture.open("u", "s3", "p");
    }

    // ---- channels ----

    @Test
    void withoutAFreeChannelCallersWaitABoundedTime() throws Exception {
        FakeHandle handle = fixture.open("u", "s", "p");
        List<Future<SshCommandResult>> running = atOnce(10, i -> handle.exec("wait"));
        await().until(() -> connector.made.get(0).runningCommands() == 10);

        assertThatThrownBy(() -> handle.exec("whoami")).isInstanceOf(SshChannelLimitException.class)
                .hasMessageContaining("10 channels");

        connector.made.get(0).releaseCommands();
        for (Future<SshCommandResult> command : running) {
            assertThat(command.get(Patience.SECONDS, TimeUnit.SECONDS).succeeded()).isTrue();
        }
        assertThat(handle.exec("whoami").succeeded()).isTrue();
        assertThat(fixture.only("u", "s").commandCount()).isEqualTo(11);
    }

    @Test
    void aRefusedChannelOpenIsRetried() throws Exception {
        FakeHandle handle = fixture.open("u", "s", "p");
        AtomicInteger refusals = new AtomicInteger(3);
        connector.made.get(0).refusal = command ->
                refusals.getAndDecrement() > 0 ? new ChannelNotOpenedException(ChannelNotOpenedException.Why.NO_ROOM, "busy", null) : null;

        assertThat(handle.exec("whoami").succeeded()).isTrue();
        assertThat(fixture.only("u", "s").commandCount()).isEqualTo(1);

        connector.made.get(0).refusal = command -> new ChannelNotOpenedException(ChannelNotOpenedException.Why.NO_ROOM, "busy", null);
        assertThatThrownBy(() -> handle.exec("whoami")).isInstanceOf(SshChannelLimitException.class);
    }

    /** An error on the caller's thread, wherever it occurs, must not cost the connection a channel of its budget. */
    @Test
    void anErrorWhileOpeningAChannelReturnsTheChannel() throws Exception {
        FakeHandle handle = fixture.open("u", "s", "p");
        FakeConnector.FakeTransport transport = connector.made.get(0);
        transport.beforeLasting = () -> {
            throw new OutOfMemoryError("of the test");
        };
        transport.refusal = command -> {
            throw new OutOfMemoryError("of the test");
        };
        Target target = PoolFixture.profile("p").target();
        for (int i = 0; i < 12; i++) {
            assertThatThrownBy(() -> handle.lease.start(SshCommand.shell("x"), handle.channels)).isInstanceOf(OutOfMemoryError.class);
            assertThatThrownBy(() -> handle.lease.shell(null, Map.of(), handle.channels)).isInstanceOf(OutOfMemoryError.class);
            assertThatThrownBy(() -> handle.lease.sftp(StandardCharsets.UTF_8, handle.channels, new FilesEvent())).isInstanceOf(OutOfMemoryError.class);
            assertThatThrownBy(() -> handle.exec("whoami")).isInstanceOf(OutOfMemoryError.class);
        }
        transport.refusal = command -> null;
        assertThat(fixture.only("u", "s").openChannels()).isZero();
        assertThat(handle.exec("whoami").stdout()).isEqualTo(target.username());
        fixture.clock.advance(Duration.ofSeconds(900));
        assertThat(pool.evictIdle()).isEqualTo(1);
    }

    @Test
    void anErrorOfTheConnectingThreadIsReportedAndLeavesNothing() throws Exception {
        connector.behaviour = target -> {
            throw new OutOfMemoryError("of the test");
        };
        assertThatThrownBy(() -> fixture.open("u", "s", "p")).isInstanceOf(SshException.class).extracting("code").isEqualTo(SshErrorCode.INTERNAL);
        assertThat(pool.totalConnections()).isZero();
        connector.behaviour = target -> { };
        assertThat(fixture.open("u", "s", "p").exec("whoami").succeeded()).isTrue();
    }

    /** Setting the machine's clock does not change how much time has passed. */
    @ParameterizedTest
    @ValueSource(longs = {-3600, 3600})
    void timesAreCountedWhateverTheDateIs(long seconds) throws Exception {
        FakeHandle handle = fixture.open("u", "s", "p");
        fixture.clock.moveDate(Duration.ofSeconds(seconds));
        assertThat(fixture.only("u", "s").idleSeconds()).isZero();
        fixture.clock.advance(Duration.ofSeconds(899));
        assertThat(pool.evictIdle()).isZero();
        fixture.clock.advance(Duration.ofSeconds(1));
        assertThat(pool.evictIdle()).isEqualTo(1);
        fixture.clock.moveDate(Duration.ofSeconds(seconds));
        assertThat(fixture.only("u", "s").alive()).isFalse();
        assertThat(fixture.only("u", "s").idleSeconds()).isEqualTo(900);
        assertThat(handle.exec("whoami").succeeded()).isTrue();

        connector.behaviour = target -> {
            throw new SshAuthenticationException(SshErrorCode.AUTHENTICATION_REFUSED, "refused by the test");
        };
        assertThatThrownBy(() -> fixture.open("v", "s", "p")).isInstanceOf(SshAuthenticationException.class);
        fixture.clock.moveDate(Duration.ofSeconds(seconds));
        assertThatThrownBy(() -> fixture.open("v", "s", "p")).extracting("code").isEqualTo(SshErrorCode.AUTHENTICATION_SUSPENDED);
        fixture.clock.advance(Duration.ofSeconds(31));
        assertThatThrownBy(() -> fixture.open("v", "s", "p")).extracting("code").isEqualTo(SshErrorCode.AUTHENTICATION_REFUSED);
    }

    /** A transport knows that it is lost a moment before the pool does. */
    @Test
    void anEndingConnectionIsReplacedAtTheNextUse() throws Exception {
        FakeHandle handle = fixture.open("u", "s", "p");
        connector.made.get(0).refusal = command -> new ChannelNotOpenedException(ChannelNotOpenedException.Why.GONE, "ending", null);

        assertThat(handle.exec("whoami").succeeded()).isTrue();
        assertThat(connector.made).hasSize(2);
        assertThat(fixture.only("u", "s").alive()).isTrue();
    }

    @Test
    void closingAHandleEndsItsRunningCommand() throws Exception {
        FakeHandle handle = fixture.open("u", "s", "p");
        Future<SshCommandResult> running = threads.submit(() -> handle.exec("wait"));
        await().until(() -> connector.made.get(0).runningCommands() == 1);

        handle.giveBack();

        running.get(Patience.SECONDS, TimeUnit.SECONDS);
        assertThatThrownBy(() -> handle.exec("whoami")).isInstanceOf(SshConnectionClosedException.class)
                .extracting("code").isEqualTo(SshErrorCode.HANDLE_CLOSED);
        assertThat(connector.open()).hasSize(1);
    }

    // ---- ends and reconnection ----

    @Test
    void anOpenHandleReconnectsAfterItsConnectionWasLost() throws Exception {
        FakeHandle handle = fixture.open("u", "s", "p");
        handle.exec("whoami");
        connector.made.get(0).abort();
        assertThat(fixture.only("u", "s").alive()).isFalse();
        assertThat(handle.lease.isInvalid()).isTrue();

        assertThat(handle.exec("whoami").succeeded()).isTrue();

        assertThat(connector.made).hasSize(2);
        assertThat(fixture.only("u", "s").alive()).isTrue();
        assertThat(fixture.only("u", "s").commandCount()).as("counters restart at zero").isEqualTo(1);
    }

    @Test
    void aCommandThatMayHaveStartedIsNotRunAgain() throws Exception {
        FakeHandle handle = fixture.open("u", "s", "p");
        Future<SshCommandResult> running = threads.submit(() -> handle.exec("wait"));
        await().until(() -> connector.made.get(0).runningCommands() == 1);

        connector.made.get(0).abort();

        assertThat(running.get(Patience.SECONDS, TimeUnit.SECONDS).connectionLost()).isTrue();
        assertThat(connector.attempts).hasValue(1);
    }

    @Test
    void aConnectionIsIdleWithoutChannelsAndActivity() throws Exception {
        FakeHandle handle = fixture.open("u", "s", "p");
        fixture.clock.advance(Duration.ofSeconds(899));
        assertThat(pool.evictIdle()).isZero();
        fixture.clock.advance(Duration.ofSeconds(1));
        assertThat(pool.evictIdle()).isEqualTo(1);
        assertThat(connector.open()).isEmpty();
        assertThat(fixture.only("u", "s").alive()).isFalse();

        assertThat(handle.exec("whoami").succeeded()).as("reconnects automatically").isTrue();
    }

    /** In the pool that this adapter replaces, the idle timer ended long commands. */
    @Test
    void aSilentCommandLongerThanTheIdleTimeoutGoesOn() throws Exception {
        FakeHandle handle = fixture.open("u", "s", "p");
        Future<SshCommandResult> running = threads.submit(() -> handle.exec("wait"));
        await().until(() -> connector.made.get(0).runningCommands() == 1);

        fixture.clock.advance(Duration.ofHours(2));
        assertThat(pool.evictIdle()).isZero();
        assertThat(fixture.only("u", "s").idleSeconds()).isZero();

        connector.made.get(0).releaseCommands();
        assertThat(running.get(Patience.SECONDS, TimeUnit.SECONDS).succeeded()).isTrue();
        fixture.clock.advance(Duration.ofSeconds(899));
        assertThat(pool.evictIdle()).as("the end of a command is activity").isZero();
    }

    @Test
    void recordedActivityKeepsAConnectionAndIsNoCommand() throws Exception {
        fixture.open("u", "s", "p");
        fixture.clock.advance(Duration.ofSeconds(800));
        assertThat(pool.recordActivity("u", "s", "p")).isTrue();
        assertThat(pool.recordActivity("u", "s", "other")).isFalse();
        fixture.clock.advance(Duration.ofSeconds(800));
        assertThat(pool.evictIdle()).isZero();
        assertThat(fixture.only("u", "s").commandCount()).isZero();
        assertThat(fixture.only("u", "s").idleSeconds()).isEqualTo(800);
    }

    /** In the pool that this adapter replaces, a hung server counted as healthy. */
    @Test
    void onlyAServerThatSendsNothingAfterAProbeIsDead() throws Exception {
        FakeHandle hung = fixture.open("u", "s", "hung");
        fixture.open("u", "s", "slow");
        fixture.open("u", "s", "healthy");
        connector.made.get(0).answersProbes = false;
        connector.made.get(1).answersProbes = false;
        fixture.clock.advance(Duration.ofSeconds(60));
        Step half = pool.probeAll();
        fixture.clock.advance(half.after());
        Step verdict = half.work().run();
        fixture.clock.advance(verdict.after().minusSeconds(1));
        connector.made.get(1).lastReceived = fixture.clock.nanos();
        fixture.clock.advance(Duration.ofSeconds(1));

        assertThat(verdict.work().run()).isNull();

        assertThat(connector.open()).containsExactly(connector.made.get(1), connector.made.get(2));
        assertThat(hung.lease.isInvalid()).isTrue();
        assertThat(hung.exec("whoami").succeeded()).as("the next use reconnects").isTrue();
    }

    @Test
    void endingASessionClosesItsConnectionsAndReturnsTheirNumber() throws Exception {
        FakeHandle first = fixture.open("u", "s", "p");
        FakeHandle second = fixture.open("u", "s", "q");
        fixture.open("u", "other", "p");
        Future<SshCommandResult> running = threads.submit(() -> first.exec("wait"));
        await().until(() -> connector.made.get(0).runningCommands() == 1);

        assertThat(pool.closeSession("u", "s")).isEqualTo(2);

        assertThat(running.get(Patience.SECONDS, TimeUnit.SECONDS).connectionLost()).isTrue();
        assertThat(first.ended).isTrue();
        assertThat(second.ended).isTrue();
        assertThat(connector.open()).hasSize(1);
        assertThatThrownBy(() -> first.exec("whoami")).isInstanceOf(SshConnectionClosedException.class)
                .extracting("code").isEqualTo(SshErrorCode.SESSION_ENDED);
        assertThat(pool.closeSession("u", "s")).isZero();

        FakeHandle fresh = fixture.open("u", "s", "p");
        assertThat(fresh.exec("whoami").succeeded()).isTrue();
        assertThat(fresh.lease.key()).isNotEqualTo(first.lease.key());
        assertThatThrownBy(() -> first.exec("whoami")).as("the old handle stays dead")
                .isInstanceOf(SshConnectionClosedException.class);
    }

    @Test
    void aConnectionThatConnectsWhenItsSessionEndsIsNeverUsed() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        connector.behaviour = target -> awaitQuietly(goOn);
        Future<FakeHandle> caller = threads.submit(() -> fixture.open("u", "s", "p"));
        await().until(() -> connector.attempts.get() == 1);

        assertThat(pool.closeSession("u", "s")).isEqualTo(1);

        assertThat(failureOf(caller)).isInstanceOf(SshConnectionClosedException.class)
                .extracting("code").isEqualTo(SshErrorCode.SESSION_ENDED);
        goOn.countDown();
        await().until(() -> connector.made.size() == 1 && connector.open().isEmpty());
        assertThat(pool.connections("u", "s")).isEmpty();
    }

    @Test
    void releaseEndsOneProfileOfTheSession() throws Exception {
        FakeHandle released = fixture.open("u", "s", "p");
        FakeHandle kept = fixture.open("u", "s", "q");

        assertThat(pool.release("u", "s", "p")).isTrue();
        assertThat(pool.release("u", "s", "p")).isFalse();

        assertThatThrownBy(() -> released.exec("whoami")).isInstanceOf(SshConnectionClosedException.class)
                .extracting("code").isEqualTo(SshErrorCode.CONNECTION_RELEASED);
        assertThat(kept.exec("whoami").succeeded()).isTrue();
        assertThat(fixture.open("u", "s", "p").exec("whoami").succeeded()).isTrue();
    }

    @Test
    void aChangedProfileRetiresTheConnectionUntilItsLastCommandEnds() throws Exception {
        FakeHandle old = fixture.open("u", "s", PoolFixture.profile("p", "before", "host", "1"));
        Future<SshCommandResult> running = threads.submit(() -> old.exec("wait"));
        await().until(() -> connector.made.get(0).runningCommands() == 1);

        FakeHandle fresh = fixture.open("u", "s", PoolFixture.profile("p", "after", "host", "2"));

        assertThat(fresh.exec("whoami").stdout()).isEqualTo("after");
        assertThat(connector.open()).hasSize(2);
        assertThatThrownBy(() -> old.exec("whoami")).isInstanceOf(SshConnectionClosedException.class)
                .extracting("code").isEqualTo(SshErrorCode.PROFILE_CHANGED);
        assertThat(fixture.only("u", "s").username()).isEqualTo("after");

        connector.made.get(0).releaseCommands();
        assertThat(running.get(Patience.SECONDS, TimeUnit.SECONDS).succeeded()).isTrue();
        assertThat(connector.open()).containsExactly(connector.made.get(1));
    }

    @Test
    void aChangedProfileClosesAConnectionWithoutCommandsAtOnce() throws Exception {
        fixture.open("u", "s", PoolFixture.profile("p", "before", "host", "1"));
        fixture.open("u", "s", PoolFixture.profile("p", "after", "host", "2"));
        assertThat(connector.open()).containsExactly(connector.made.get(1));
    }

    /** In the pool that this adapter replaces, closing five connections took five times the close time-out. */
    @Test
    void endingASessionWaitsForNoServer() throws Exception {
        for (int i = 0; i < 5; i++) {
            fixture.open("u", "s", "p" + i);
            connector.made.get(i).closesAtOnce = false;
        }
        assertThat(pool.closeSession("u", "s")).as("returns while all five are still closing").isEqualTo(5);
        assertThat(connector.open()).hasSize(5);
        await().until(() -> connector.open().isEmpty());
    }

    @Test
    void leasesThatTheContainerForgotAreDropped() throws Exception {
        FakeHandle forgotten = fixture.open("u", "s", "p");
        forgotten.giveBack();
        fixture.clock.advance(Duration.ofSeconds(900));
        pool.evictIdle();
        assertThat(pool.connections("u", "s")).hasSize(1);
        fixture.clock.advance(Duration.ofSeconds(1801));
        pool.evictIdle();

        assertThat(pool.connections("u", "s")).isEmpty();
        assertThat(pool.hosts().size()).isZero();
        forgotten.lease.destroy();
        assertThat(fixture.open("u", "s", "p").exec("whoami").succeeded()).isTrue();
    }

    /** Neither eviction nor the end of the session would find such a connection. */
    @Test
    void aDestroyedLeaseMakesNoConnection() throws Exception {
        FakeHandle handle = fixture.open("u", "s", "p");
        handle.lease.destroy();

        assertThatThrownBy(() -> handle.exec("whoami")).isInstanceOf(SshConnectionClosedException.class).extracting("code")
                .isEqualTo(SshErrorCode.CONTAINER_DESTROYED);
        assertThat(connector.attempts.get()).isEqualTo(1);
        await().until(() -> connector.open().isEmpty());
        assertThat(pool.hosts().size()).isZero();
    }

    /** Such a connection would have no lease that ends it, and eviction would not see it. */
    @Test
    void aLeaseDestroyedBeforeItsChannelOpensMakesNoConnection() throws Exception {
        FakeHandle other = fixture.open("u", "s", "other");
        FakeHandle destroyed = fixture.open("u", "s", "p");
        destroyed.lease.destroy();

        assertThatThrownBy(() -> destroyed.exec("whoami")).extracting("code").isEqualTo(SshErrorCode.CONTAINER_DESTROYED);

        assertThat(connector.attempts.get()).isEqualTo(2);
        assertThat(other.exec("whoami").succeeded()).isTrue();
        await().until(() -> connector.open().size() == 1);
    }

    @Test
    void anOpenHandleIsNotForgotten() throws Exception {
        FakeHandle held = fixture.open("u", "s", "p");
        fixture.clock.advance(Duration.ofSeconds(900));
        pool.evictIdle();
        fixture.clock.advance(Duration.ofHours(5));
        pool.evictIdle();

        assertThat(held.exec("whoami").succeeded()).isTrue();
    }

    @Test
    void afterStopNothingOpensAndNothingIsLeft() throws Exception {
        FakeHandle held = fixture.open("u", "s", "p");
        CountDownLatch goOn = new CountDownLatch(1);
        connector.behaviour = target -> awaitQuietly(goOn);
        Future<FakeHandle> connecting = threads.submit(() -> fixture.open("v", "s", "p"));
        await().until(() -> connector.attempts.get() == 2);

        pool.stop();

        assertThat(failureOf(connecting)).isInstanceOf(SshConnectionClosedException.class);
        assertThatThrownBy(() -> held.exec("whoami")).extracting("code").isEqualTo(SshErrorCode.ADAPTER_STOPPED);
        assertThatThrownBy(() -> fixture.open("w", "s", "p")).extracting("code").isEqualTo(SshErrorCode.ADAPTER_STOPPED);
        assertThat(pool.totalConnections()).isZero();
        goOn.countDown();
        await().until(() -> connector.open().isEmpty());
    }

    @Test
    void namesFromCallersAreChecked() {
        assertThatThrownBy(() -> pool.connections(null, "s")).isExactlyInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pool.closeSession("u", "")).isExactlyInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pool.release("u", "s", "a\nb")).isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a\\u000ab").message().doesNotContain("\n");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
