package io.sshra.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.base.TimeLimit;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkersTest {

    @Test
    void resultsAreReportedInOrderOnTheThreadThatAdds() throws Exception {
        List<Integer> told = new ArrayList<>();
        Set<Integer> done = ConcurrentHashMap.newKeySet();
        Thread adder = Thread.currentThread();
        try (Workers workers = new Workers(TimeLimit.of(null))) {
            for (int i = 0; i < 1000; i++) {
                int number = i;
                workers.add(() -> done.add(number), () -> {
                    assertThat(Thread.currentThread()).isSameAs(adder);
                    assertThat(done).contains(number);
                    told.add(number);
                });
            }
            workers.awaitAll();
        }
        assertThat(told).containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
    }

    @Test
    void workGoesOnWhileOtherWorkWaits() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        try (Workers workers = new Workers(TimeLimit.of(null))) {
            workers.add(() -> await().until(() -> second.getCount() == 0), () -> { });
            workers.add(second::countDown, () -> { });
            workers.awaitAll();
        }
    }

    @Test
    void theFirstFailureIsThrownAndNothingMoreBegins() {
        AtomicInteger told = new AtomicInteger();
        assertThatThrownBy(() -> {
            try (Workers workers = new Workers(TimeLimit.of(null))) {
                workers.add(() -> { }, told::incrementAndGet);
                workers.add(() -> {
                    throw new IOException("first");
                }, told::incrementAndGet);
                workers.add(() -> {
                    throw new IllegalStateException("second");
                }, told::incrementAndGet);
                workers.awaitAll();
            }
        }).isInstanceOf(IOException.class).hasMessage("first");
        assertThat(told).hasValue(1);
    }

    @Test
    void closingInterruptsWorkUnderWayAndWaitsForIt() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean cleanedUp = new AtomicBoolean();
        try (Workers workers = new Workers(TimeLimit.of(null))) {
            workers.add(() -> {
                try {
                    begun.countDown();
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    cleanedUp.set(true);
                }
            }, () -> { });
            begun.await();
        }
        assertThat(cleanedUp).isTrue();
    }

    @Test
    void anInterruptedCallerStopsWaiting() throws Exception {
        try (Workers workers = new Workers(TimeLimit.of(null))) {
            CountDownLatch never = new CountDownLatch(1);
            workers.add(() -> {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }, () -> { });
            Thread.currentThread().interrupt();
            assertThatThrownBy(workers::awaitAll).isInstanceOf(ClosedByInterruptException.class);
        }
        assertThat(Thread.interrupted()).isTrue();
    }
}
