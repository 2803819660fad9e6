package io.sshra.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.testing.Patience;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Work that a waiting caller does for the connecting thread. */
class CallersTaskTest {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final AtomicInteger interrupts = new AtomicInteger();

    /** Never ends by itself. */
    private final CallersTask<String> endless = new CallersTask<>(() -> {
        begun.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            interrupts.incrementAndGet();
            throw e;
        }
        return "never";
    });

    /** Runs on a thread of its own; the result of the future is that of this. */
    private static <T> FutureTask<T> started(Callable<T> work) {
        FutureTask<T> future = new FutureTask<>(work);
        Thread thread = new Thread(future, "caller");
        thread.setDaemon(true);
        thread.start();
        return future;
    }

    @Test
    void theCallerIsInterruptedWhenTheTimeIsOverAndDoesNotStaySo() throws Exception {
        FutureTask<Boolean> caller = started(() -> {
            endless.run();
            return Thread.currentThread().isInterrupted();
        });
        begun.await();
        assertThatThrownBy(() -> endless.await(Duration.ofNanos(1))).isInstanceOf(TimeoutException.class);
        assertThat(caller.get(Patience.SECONDS, TimeUnit.SECONDS)).isFalse();
        assertThat(interrupts).hasValue(1);
    }

    @Test
    void theCallerIsInterruptedWhenTheConnectIsGivenUp() throws Exception {
        FutureTask<Boolean> caller = started(() -> {
            endless.run();
            return Thread.currentThread().isInterrupted();
        });
        begun.await();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> endless.await(Patience.LIMIT)).isInstanceOf(InterruptedException.class);
        assertThat(caller.get(Patience.SECONDS, TimeUnit.SECONDS)).isFalse();
    }

    /** Somebody else has interrupted the caller, who must get to know it. */
    @Test
    void anInterruptOfTheCallerStaysSet() throws Exception {
        FutureTask<Boolean> caller = started(() -> {
            Thread.currentThread().interrupt();
            endless.run();
            return Thread.currentThread().isInterrupted();
        });
        assertThatThrownBy(() -> endless.await(Patience.LIMIT)).isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(caller.get(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aTaskThatWasGivenUpDoesNotBegin() {
        assertThatThrownBy(() -> endless.await(Duration.ofNanos(1))).isInstanceOf(TimeoutException.class);
        endless.run();
        assertThat(begun.getCount()).isEqualTo(1);
    }

    @Test
    void theConnectingThreadGetsTheFailure() {
        CallersTask<String> failing = new CallersTask<>(() -> {
            throw new IOException("of the work");
        });
        failing.run();
        failing.run();
        assertThatThrownBy(() -> failing.await(Patience.LIMIT)).isInstanceOf(ExecutionException.class).hasRootCauseMessage("of the work");
        assertThat(Thread.interrupted()).isFalse();
    }
}
