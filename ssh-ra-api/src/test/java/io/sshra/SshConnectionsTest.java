package io.sshra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The time limit is for a test that would wait for ever. */
@Timeout(120)
class SshConnectionsTest {

    private static final SshCommand COMMAND = SshCommand.of("uptime");

    private final FakeFactory factory = new FakeFactory();
    private final ExecutorService executor = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    private SshConnections machines(int number) {
        return SshConnections.all(factory, IntStream.range(0, number).mapToObj(i -> SshConnectionSpec.of("u", "s", "m" + i)).toList());
    }

    private static List<String> profiles(List<SshHostResult> results) {
        return results.stream().map(result -> result.spec().profile()).toList();
    }

    @Test
    void eachMachineHasItsResultAndNoMoreThanTheBoundAreInUse() throws Exception {
        try (SshHostResults results = machines(500).withMaxAtOnce(7).exec(COMMAND, executor)) {
            List<SshHostResult> all = results.all();
            assertThat(all).hasSize(500).allMatch(SshHostResult::succeeded)
                    .allMatch(result -> result.result().stdout().equals("on " + result.spec().profile()) && result.failure() == null);
            assertThat(profiles(all)).doesNotHaveDuplicates();
            assertThat(results.next()).isNull();
        }
        assertThat(factory.mostOpen.get()).isBetween(1, 7);
        assertThat(factory.open).hasValue(0);
        assertThat(factory.released).isEmpty();
    }

    @Test
    void aFailureIsTheResultOfItsMachineOnly() throws Exception {
        SshException down = new SshConnectException(SshErrorCode.CONNECTION_REFUSED, "down");
        factory.machines = (profile, command) -> {
            if (profile.equals("m1")) {
                throw down;
            }
            if (profile.equals("m2")) {
                throw new IllegalStateException("broken");
            }
            return SshCommandResult.exited(profile.equals("m3") ? 1 : 0, "");
        };
        try (SshHostResults results = machines(5).withMaxAtOnce(1).exec(COMMAND, executor)) {
            List<SshHostResult> all = results.all();
            assertThat(profiles(all)).containsExactly("m0", "m1", "m2", "m3", "m4");
            assertThat(all).extracting(SshHostResult::succeeded).containsExactly(true, false, false, false, true);
            assertThat(all.get(1).failure()).isSameAs(down);
            assertThat(all.get(1).result()).isNull();
            assertThat(all.get(2).failure()).hasCauseInstanceOf(IllegalStateException.class)
                    .extracting(SshException::code).isEqualTo(SshErrorCode.INTERNAL);
            assertThat(all.get(3).result().exitCode()).isEqualTo(1);
        }
    }

    @Test
    void resultsComeWhenTheyAreThere() throws Exception {
        CountDownLatch quickTaken = new CountDownLatch(1);
        factory.machines = (profile, command) -> {
            if (profile.equals("m0")) {
                quickTaken.await();
            }
            return SshCommandResult.exited(0, "");
        };
        try (SshHostResults results = machines(2).exec(COMMAND, executor)) {
            assertThat(results.next().spec().profile()).isEqualTo("m1");
            assertThatThrownBy(() -> results.next(Duration.ZERO)).isInstanceOf(TimeoutException.class);
            quickTaken.countDown();
            assertThat(results.next(Duration.ofSeconds(Long.MAX_VALUE)).spec().profile()).isEqualTo("m0");
            assertThat(results.next(Duration.ZERO)).isNull();
        }
    }

    private final CountDownLatch interrupted = new CountDownLatch(2);
    private final CountDownLatch started = new CountDownLatch(2);

    private SshCommandResult untilInterrupted(String profile, SshCommand command) throws Exception {
        started.countDown();
        try {
            new CountDownLatch(1).await();
            throw new AssertionError();
        } catch (InterruptedException e) {
            interrupted.countDown();
            throw new SshException(SshErrorCode.INTERRUPTED, "interrupted", e);
        }
    }

    @Test
    void closingEndsWhatRunsAndStartsNoMore() throws Exception {
        factory.machines = this::untilInterrupted;
        SshHostResults results = machines(100).withMaxAtOnce(2).exec(COMMAND, executor);
        Future<SshHostResult> waiting = executor.submit((Callable<SshHostResult>) results::next);
        started.await();

        results.close();
        results.close();

        interrupted.await();
        assertThat(waiting.get()).as("somebody waits").isNull();
        assertThat(results.next()).isNull();
        executor.shutdown();
        assertThat(executor.awaitTermination(100, TimeUnit.SECONDS)).isTrue();
        assertThat(factory.ran).hasSize(2);
        assertThat(factory.open).hasValue(0);
    }

    @Test
    void anInterruptedCallerLeavesAndClosingEndsTheRest() throws Exception {
        factory.machines = this::untilInterrupted;
        Future<?> caller = executor.submit(() -> {
            try (SshHostResults results = machines(2).exec(COMMAND, executor)) {
                return results.all();
            }
        });
        started.await();
        caller.cancel(true);
        interrupted.await();
        assertThat(factory.ran).hasSize(2);
    }

    /** Without a result for each machine the caller would wait for ever. */
    @Test
    void anExecutorThatStopsLeavesAResultForEachMachine() throws Exception {
        factory.machines = (profile, command) -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
                throw new AssertionError();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SshException(SshErrorCode.INTERRUPTED, "interrupted", e);
            }
        };
        try (SshHostResults results = machines(20).withMaxAtOnce(2).exec(COMMAND, executor)) {
            started.await();
            executor.shutdownNow();
            assertThat(results.all()).hasSize(20).extracting(result -> result.failure().code()).containsOnly(SshErrorCode.INTERRUPTED);
        }
    }

    @Test
    void anExecutorWithFewerThreadsRunsFewerAtOnce() throws Exception {
        AtomicInteger accepted = new AtomicInteger();
        try (SshHostResults results = machines(50).withMaxAtOnce(10).exec(COMMAND, task -> {
            if (accepted.incrementAndGet() > 3) {
                throw new RejectedExecutionException("full");
            }
            executor.execute(task);
        })) {
            assertThat(results.all()).hasSize(50);
        }
        assertThat(factory.mostOpen.get()).isLessThanOrEqualTo(3);
    }

    @Test
    void whatAnExecutorRefusesDoesNotRun() {
        executor.shutdown();
        assertThatThrownBy(() -> machines(3).exec(COMMAND, executor)).isInstanceOf(RejectedExecutionException.class);
        assertThat(factory.ran).isEmpty();
    }

    @Test
    void aConnectionIsReleasedAfterItsUseOnRequest() throws Exception {
        factory.machines = (profile, command) -> {
            throw new SshException(SshErrorCode.INTERNAL, "x");
        };
        List<SshConnectionSpec> specs = List.of(SshConnectionSpec.of("u", "s", "p"), new SshConnectionSpec(null, "s", "q", null));
        try (SshHostResults results = SshConnections.all(factory, specs).withMaxAtOnce(1).withRelease().exec(COMMAND, executor)) {
            assertThat(results.all()).hasSize(2);
        }
        assertThat(factory.released).containsExactly(List.of("u", "s", "p"), List.of("caller", "s", "q"));
    }

    @Test
    void noMachinesGiveNoResults() throws Exception {
        try (SshHostResults results = machines(0).exec(COMMAND, executor)) {
            assertThat(results.all()).isEmpty();
        }
    }

    @Test
    void mistakesAreRefusedAtOnce() {
        List<SshConnectionSpec> withNull = new ArrayList<>();
        withNull.add(null);
        assertThatThrownBy(() -> SshConnections.all(factory, withNull)).isExactlyInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SshConnections.all(null, List.of())).isExactlyInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> machines(1).withMaxAtOnce(0)).isExactlyInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> machines(1).exec(null, executor)).isExactlyInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> machines(1).exec(COMMAND, null)).isExactlyInstanceOf(IllegalArgumentException.class);
    }

    /** At any moment: no handle stays open, nothing starts afterwards, and no thread keeps the interrupt. */
    @RepeatedTest(100)
    void closingAtAnyMomentLeavesNothingBehind(RepetitionInfo repetition) throws Exception {
        try (PlainThread first = new PlainThread("first"); PlainThread second = new PlainThread("second")) {
            AtomicInteger tasks = new AtomicInteger();
            SshHostResults results = machines(40).withMaxAtOnce(2)
                    .exec(COMMAND, task -> (tasks.getAndIncrement() == 0 ? first : second).execute(task));
            for (int i = 0; i < repetition.getCurrentRepetition() % 40; i++) {
                results.next();
            }
            results.close();
            int ran = factory.ran.size();
            assertThat(first.interruptLeft()).isFalse();
            assertThat(second.interruptLeft()).isFalse();
            assertThat(factory.open).hasValue(0);
            assertThat(factory.ran.size()).as("at most what was running").isBetween(ran, ran + 2);
        }
    }
}
