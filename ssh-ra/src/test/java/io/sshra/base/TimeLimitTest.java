package io.sshra.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sshra.testing.Patience;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimeLimitTest {

    private static final long SECOND = 1_000_000_000;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - SECOND);
    private final Clock clock = new Clock() {
        @Override
        public long nanos() {
            return nanos.get();
        }

        @Override
        public Instant now() {
            throw new UnsupportedOperationException("no date is needed");
        }
    };

    @Test
    void anInterruptedOperationHasTwoSecondsToCleanUp() throws Exception {
        TimeLimit limit = new TimeLimit(null, clock);
        assertThat(limit.remaining()).isEqualTo(Long.MAX_VALUE);
        limit.leave();
        assertThat(limit.remaining()).isEqualTo(2 * SECOND);
        nanos.addAndGet(SECOND);
        limit.leave();
        assertThat(limit.remaining()).as("it is left once").isEqualTo(SECOND);
        assertThat(limit.remainingWayOut()).isEqualTo(SECOND);
        nanos.addAndGet(SECOND);
        assertThatThrownBy(limit::remaining).isInstanceOf(TimeLimitException.class).hasMessageContaining("cleaning up");
        assertThat(limit.remainingWayOut()).isZero();
        assertThat(limit.timedOut()).isFalse();
    }

    @Test
    void anOperationOutOfTimeHasTwoSecondsToCleanUp() throws Exception {
        TimeLimit limit = new TimeLimit(Duration.ofSeconds(10), clock);
        assertThat(limit.remaining()).isEqualTo(10 * SECOND);
        nanos.addAndGet(10 * SECOND);
        assertThat(limit.timedOut()).isFalse();
        assertThatThrownBy(limit::remaining).isInstanceOf(TimeLimitException.class).hasMessageContaining("time limit has passed");
        assertThat(limit.timedOut()).isTrue();
        assertThat(limit.remaining()).isEqualTo(2 * SECOND);
        nanos.addAndGet(2 * SECOND);
        assertThatThrownBy(limit::remaining).hasMessageContaining("cleaning up");
    }

    @Test
    void anInterruptedOperationDoesNotTimeOut() throws Exception {
        TimeLimit limit = new TimeLimit(Duration.ofSeconds(1), clock);
        limit.leave();
        assertThat(limit.remaining()).isEqualTo(2 * SECOND);
        nanos.addAndGet(3 * SECOND);
        assertThatThrownBy(limit::remaining).isInstanceOf(TimeLimitException.class);
        assertThat(limit.timedOut()).isFalse();
    }

    @Test
    void aThreadWorksForOneOperationAtATime() throws Exception {
        TimeLimit outer = new TimeLimit(null, clock);
        TimeLimit inner = new TimeLimit(null, clock);
        outer.run(() -> {
            assertThat(TimeLimit.current()).isSameAs(outer);
            assertThatThrownBy(() -> inner.run(() -> {
                assertThat(TimeLimit.current()).isSameAs(inner);
                throw new IOException("of the work");
            })).isInstanceOf(IOException.class).hasMessage("of the work");
            assertThat(TimeLimit.current()).isSameAs(outer);
        });
        assertThat(TimeLimit.current()).isNotSameAs(outer);
        assertThat(TimeLimit.current().remaining()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void cleaningUpIsDoneWithoutTheInterruptWhichComesBack() throws Exception {
        TimeLimit limit = new TimeLimit(null, clock);
        CompletableFuture<Boolean> inside = new CompletableFuture<>();
        CompletableFuture<Boolean> after = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            Thread.currentThread().interrupt();
            try {
                limit.run(() -> TimeLimit.cleanUp(() -> {
                    inside.complete(Thread.currentThread().isInterrupted());
                    throw new IOException("of the cleaning up");
                }));
            } catch (IOException e) {
                after.complete(Thread.currentThread().isInterrupted());
            }
        });
        thread.start();
        assertThat(inside.get(Patience.SECONDS, TimeUnit.SECONDS)).isFalse();
        assertThat(after.get(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(limit.remaining()).as("it is cleaning up").isEqualTo(2 * SECOND);
    }

    @Test
    void cleaningUpWithoutAnInterruptHasAllTheTimeOfTheOperation() throws Exception {
        TimeLimit limit = new TimeLimit(null, clock);
        limit.run(() -> TimeLimit.cleanUp(() -> assertThat(TimeLimit.current()).isSameAs(limit)));
        assertThat(limit.remaining()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aLimitBeyondALifetimeIsNone() throws Exception {
        assertThat(new TimeLimit(Duration.ofSeconds(Long.MAX_VALUE), clock).remaining()).isEqualTo(Long.MAX_VALUE);
    }
}
