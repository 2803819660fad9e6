package io.sshra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The time limit is for a test that would wait for ever. */
@Timeout(120)
class ExecAsyncTest {

    private final FakeFactory factory = new FakeFactory();
    private final SshConnection connection = factory.getConnection(SshConnectionSpec.of("u", "s", "p"));
    private final PlainThread executor = new PlainThread("of-the-caller");

    @AfterEach
    void stop() {
        executor.close();
    }

    @Test
    void theFutureHasTheResultOfTheCommand() throws Exception {
        factory.machines = (profile, command) -> SshCommandResult.exited(3, command.commandLine() + " on " + Thread.currentThread().getName());

        SshCommandResult result = connection.execAsync("uptime", executor).get();

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.stdout()).isEqualTo("uptime on of-the-caller");
    }

    @Test
    void theFutureFailsWithTheExceptionOfTheCommand() {
        SshException lost = new SshConnectionLostException(SshErrorCode.CONNECTION_LOST, "lost");
        factory.machines = (profile, command) -> {
            throw lost;
        };
        assertThatThrownBy(connection.execAsync("uptime", executor)::get).isInstanceOf(ExecutionException.class).hasCause(lost);
    }

    /** A command that waits for its interrupt, which the adapter's exec does, too. */
    private static final class Interruptible implements FakeFactory.Machines {

        final CountDownLatch started = new CountDownLatch(1);
        final CountDownLatch ended = new CountDownLatch(1);

        @Override
        public SshCommandResult run(String profile, SshCommand command) throws Exception {
            started.countDown();
            try {
                new CountDownLatch(1).await();
                throw new AssertionError();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                ended.countDown();
                throw new SshException(SshErrorCode.INTERRUPTED, "interrupted", e);
            }
        }
    }

    @Test
    void whoeverCompletesTheFutureEndsTheCommand() throws Exception {
        List<Consumer<CompletableFuture<SshCommandResult>>> ends = new ArrayList<>();
        ends.add(future -> future.cancel(false));
        ends.add(future -> future.completeExceptionally(new TimeoutException()));
        ends.add(future -> future.complete(SshCommandResult.exited(0, "of somebody else")));
        for (Consumer<CompletableFuture<SshCommandResult>> end : ends) {
            Interruptible machine = new Interruptible();
            factory.machines = machine;
            CompletableFuture<SshCommandResult> future = connection.execAsync("sleep 1000", executor);
            machine.started.await();

            end.accept(future);

            machine.ended.await();
            assertThat(executor.interruptLeft()).isFalse();
        }
    }

    @Test
    void aCancelledCommandThatWaitsForAThreadNeverRuns() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        executor.execute(() -> awaitQuietly(busy));
        CompletableFuture<SshCommandResult> future = connection.execAsync("rm x", executor);

        future.cancel(true);
        busy.countDown();

        assertThat(executor.interruptLeft()).isFalse();
        assertThat(factory.ran).isEmpty();
        assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatAnExecutorRefusesDoesNotRun() {
        executor.close();
        assertThatThrownBy(() -> connection.execAsync("rm x", executor)).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> connection.execAsync((SshCommand) null, executor)).isExactlyInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> connection.execAsync("rm x", null)).isExactlyInstanceOf(IllegalArgumentException.class);
        assertThat(factory.ran).isEmpty();
    }

    /** A cancellation at the moment of the end: the next task of the thread is never interrupted. */
    @RepeatedTest(200)
    void aLateCancellationInterruptsNobodyElse() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        factory.machines = (profile, command) -> {
            running.countDown();
            return SshCommandResult.exited(0, "");
        };
        CompletableFuture<SshCommandResult> future = connection.execAsync("true", executor);
        running.await();
        future.cancel(true);
        assertThat(executor.interruptLeft()).isFalse();
        assertThat(future).isDone();
    }
}
