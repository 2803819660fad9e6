package io.sshra.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.base.Step;
import io.sshra.maintenance.Maintenance;
import jakarta.resource.spi.work.ExecutionContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkEvent;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkListener;
import jakarta.resource.spi.work.WorkManager;
import jakarta.resource.spi.work.WorkRejectedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that gives a work manager only. */
class WorkDriverTest {

    private final AtomicInteger evictions = new AtomicInteger();
    private final AtomicInteger probes = new AtomicInteger();
    private final List<Throwable> losses = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger lost = new AtomicInteger();
    private final Server server = new Server();
    private WorkDriver driver;
    private Maintenance maintenance;

    /** A work manager with a thread for each work. */
    private static final class Server implements WorkManager {

        private WorkException refusal;
        private boolean rejectsAtOnce;
        private boolean runs = true;
        private volatile Work work;
        private WorkListener listener;
        private Thread thread;

        @Override
        public void scheduleWork(Work given, long startTimeout, ExecutionContext context, WorkListener given2) throws WorkException {
            listener = given2;
            work = given;
            if (refusal != null) {
                throw refusal;
            }
            if (rejectsAtOnce) {
                reject();
            } else if (runs) {
                thread = new Thread(given, "work-of-WorkDriverTest");
                thread.setDaemon(true);
                thread.start();
            }
        }

        void reject() {
            listener.workRejected(new WorkEvent(this, WorkEvent.WORK_REJECTED, work, new WorkRejectedException("no thread, by the test")));
        }

        void awaitEnd() throws InterruptedException {
            thread.join();
        }

        @Override
        public void scheduleWork(Work given) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void doWork(Work given) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void doWork(Work given, long startTimeout, ExecutionContext context, WorkListener given2) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long startWork(Work given) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long startWork(Work given, long startTimeout, ExecutionContext context, WorkListener given2) {
            throw new UnsupportedOperationException();
        }
    }

    @BeforeEach
    void start() {
        maintenance = new Maintenance(evictions::incrementAndGet, () -> {
            probes.incrementAndGet();
            return new Step(Duration.ofMillis(1), () -> null);
        }, Duration.ofMillis(20), Duration.ofMillis(30));
        driver = new WorkDriver(() -> server, (of, by, cause) -> {
            assertThat(of).isSameAs(maintenance);
            assertThat(by).isSameAs(driver);
            lost.incrementAndGet();
            losses.add(cause);
        });
    }

    @AfterEach
    void stop() {
        driver.release(maintenance);
        maintenance.stop();
    }

    @Test
    void aWorkDrivesBothUntilItIsReleased() throws Exception {
        driver.drive(maintenance);
        await().until(() -> evictions.get() >= 3 && probes.get() >= 3);
        driver.release(maintenance);
        server.awaitEnd();
        assertThat(lost).as("nothing is lost").hasValue(0);
        driver.release(maintenance);
    }

    @Test
    void aWorkThatTheServerRefusesDrivesNothing() {
        server.refusal = new WorkRejectedException("by the test");
        assertThatThrownBy(() -> driver.drive(maintenance)).isInstanceOf(IllegalStateException.class).hasRootCause(server.refusal);
        server.refusal = null;
        server.rejectsAtOnce = true;
        assertThatThrownBy(() -> driver.drive(maintenance)).isInstanceOf(IllegalStateException.class).hasMessageContaining("rejected");
        assertThat(lost).as("nobody relied on it").hasValue(0);
        server.work.run();
        assertThat(evictions).as("a work that was rejected").hasValue(0);
    }

    @Test
    void aServerWithoutAWorkManagerDrivesNothing() {
        assertThatThrownBy(() -> new WorkDriver(() -> null, (of, by, cause) -> { }).drive(maintenance)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aWorkThatTheServerRejectsLaterIsLost() {
        server.runs = false;
        driver.drive(maintenance);
        server.reject();
        server.reject();
        assertThat(losses).singleElement().isInstanceOf(WorkRejectedException.class);
    }

    @Test
    void aWorkThatTheServerRejectsWhileItAcceptsItIsRefusedOrLost() throws Exception {
        server.runs = false;
        for (int round = 0; round < 1000; round++) {
            int before = lost.get();
            server.work = null;
            Thread container = new Thread(() -> {
                while (server.work == null) {
                    Thread.onSpinWait();
                }
                server.reject();
            });
            container.start();
            boolean refused = false;
            try {
                driver.drive(maintenance);
            } catch (IllegalStateException e) {
                refused = true;
            }
            container.join();
            assertThat(lost.get() - before).isEqualTo(refused ? 0 : 1);
        }
    }

    @Test
    void aWorkWhoseThreadTheServerInterruptsIsLost() throws Exception {
        driver.drive(maintenance);
        server.thread.interrupt();
        server.awaitEnd();
        assertThat(losses).singleElement().isInstanceOf(InterruptedException.class);
    }

    @Test
    void aWorkThatTheServerReleasesEndsWithoutAFailure() throws Exception {
        driver.drive(maintenance);
        server.work.release();
        server.awaitEnd();
        assertThat(lost).hasValue(1);
        assertThat(losses).containsOnlyNulls();
    }

    @Test
    void aWorkThatEndsWhileItIsReleasedIsLostAtMostOnce() throws Exception {
        for (int round = 0; round < 200; round++) {
            int before = lost.get();
            driver.drive(maintenance);
            Thread container = new Thread(server.work::release);
            container.start();
            server.thread.interrupt();
            driver.release(maintenance);
            server.awaitEnd();
            container.join();
            assertThat(lost.get() - before).isBetween(0, 1);
        }
    }
}
