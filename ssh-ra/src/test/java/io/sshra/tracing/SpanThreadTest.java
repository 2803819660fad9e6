package io.sshra.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.base.Clock;
import io.sshra.testing.LogLines;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpanThreadTest {

    private final LogLines log = new LogLines();
    private final SpanThread spans = new SpanThread(Clock.SYSTEM);
    private final AtomicInteger passed = new AtomicInteger();
    private final CountDownLatch slow = new CountDownLatch(1);

    @AfterEach
    void close() {
        slow.countDown();
        spans.stop(Duration.ofSeconds(2));
        log.close();
    }

    private void waitForSlow() {
        try {
            slow.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        passed.incrementAndGet();
    }

    @Test
    void spansThatWaitAreBoundedAndTheLostOnesAreLogged() {
        spans.pass(this::waitForSlow);
        for (int i = 0; i < SpanThread.MOST + 3; i++) {
            spans.pass(passed::incrementAndGet);
        }
        assertThat(log.of("SSHRA000118")).as("at once, and then one a minute").hasSize(1)
                .allMatch(line -> line.equals("WARN SSHRA000118: Tracing: lost 1 spans since the last such line: applications take them too slowly"));
        slow.countDown();
        await().until(() -> passed.get() == SpanThread.MOST + 1);
    }

    @Test
    void whatWaitsAtTheStopIsPassedOnOrLoggedAsLost() {
        spans.pass(passed::incrementAndGet);
        spans.stop(Duration.ofMinutes(1));
        assertThat(passed).hasValue(1);
        assertThat(log.of("SSHRA000118")).isEmpty();

        SpanThread stuck = new SpanThread(Clock.SYSTEM);
        stuck.pass(this::waitForSlow);
        stuck.pass(passed::incrementAndGet);
        stuck.pass(passed::incrementAndGet);
        stuck.stop(Duration.ZERO);
        assertThat(log.of("SSHRA000118")).singleElement().asString().contains("lost 2 spans");
    }

    @Test
    void anApplicationThatFailsToTakeASpanGetsTheNext() {
        spans.pass(() -> {
            throw new IllegalStateException("undeployed");
        });
        spans.pass(() -> {
            throw new NoClassDefFoundError("undeployed");
        });
        spans.pass(passed::incrementAndGet);
        spans.stop(Duration.ofMinutes(1));
        assertThat(passed).hasValue(1);
        assertThat(log.of("SSHRA000118")).hasSize(2).allMatch(line -> line.contains("lost 1 spans")
                && line.endsWith("applications failed to take them"));
    }
}
