package io.sshra.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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

class AtOnceTest {

    @Test
    void allIsDoneAndToldInOrderOnTheThreadThatAdds() throws Exception {
        List<Integer> told = new ArrayList<>();
        Set<Integer> done = ConcurrentHashMap.newKeySet();
        Thread adder = Thread.currentThread();
        try (AtOnce atOnce = new AtOnce()) {
            for (int i = 0; i < 1000; i++) {
                int number = i;
                atOnce.add(() -> done.add(number), () -> {
                    assertThat(Thread.currentThread()).isSameAs(adder);
                    assertThat(done).contains(number);
                    told.add(number);
                });
            }
            atOnce.awaitAll();
        }
        assertThat(told).containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
    }

    @Test
    void oneGoesOnWhileAnotherWaits() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        try (AtOnce atOnce = new AtOnce()) {
            atOnce.add(() -> await().until(() -> second.getCount() == 0), () -> { });
            atOnce.add(second::countDown, () -> { });
            atOnce.awaitAll();
        }
    }

    @Test
    void theFirstFailureIsToldAndNothingMoreBegins() {
        AtomicInteger told = new AtomicInteger();
        assertThatThrownBy(() -> {
            try (AtOnce atOnce = new AtOnce()) {
                atOnce.add(() -> { }, told::incrementAndGet);
                atOnce.add(() -> {
                    throw new IOException("first");
                }, told::incrementAndGet);
                atOnce.add(() -> {
                    throw new IllegalStateException("second");
                }, told::incrementAndGet);
                atOnce.awaitAll();
            }
        }).isInstanceOf(IOException.class).hasMessage("first");
        assertThat(told).hasValue(1);
    }

    @Test
    void leavingInterruptsWhatIsUnderWayAndWaitsForIt() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean cleanedUp = new AtomicBoolean();
        try (AtOnce atOnce = new AtOnce()) {
            atOnce.add(() -> {
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
    void whoIsInterruptedWaitsNoLonger() throws Exception {
        try (AtOnce atOnce = new AtOnce()) {
            CountDownLatch never = new CountDownLatch(1);
            atOnce.add(() -> {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }, () -> { });
            Thread.currentThread().interrupt();
            assertThatThrownBy(atOnce::awaitAll).isInstanceOf(ClosedByInterruptException.class);
        }
        assertThat(Thread.interrupted()).isTrue();
    }
}
