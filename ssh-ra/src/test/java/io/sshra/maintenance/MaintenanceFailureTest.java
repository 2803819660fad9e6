package io.sshra.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sshra.base.Step;
import io.sshra.testing.LogLines;
import jakarta.ejb.EJBException;
import jakarta.ejb.NoSuchObjectLocalException;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Timers, threads and drivers that fail. */
class MaintenanceFailureTest {

    private static final Runnable NOTHING = () -> { };
    private static final Step VERDICT = new Step(Duration.ofSeconds(1), () -> null);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final MaintenanceDrivers drivers = new MaintenanceDrivers();

    private static Maintenance idle() {
        return new Maintenance(NOTHING, () -> VERDICT, SECOND, SECOND);
    }

    /** An executor that stops after it was asked whether it runs and before it gets work. */
    private static final class StoppingExecutor extends ScheduledThreadPoolExecutor {

        private boolean asked;

        StoppingExecutor() {
            super(1);
        }

        @Override
        public boolean isShutdown() {
            boolean first = !asked;
            asked = true;
            return !first;
        }

        @Override
        public void execute(Runnable task) {
            asked = true;
            throw new RejectedExecutionException("stopped by the test");
        }
    }

    @Test
    void aTimerThatFiresWhileTheAdapterStopsSeesNoFailure() {
        try (LogLines log = new LogLines()) {
            Maintenance maintenance = new Maintenance(NOTHING, () -> VERDICT, SECOND, SECOND, new StoppingExecutor());
            maintenance.evict();
            maintenance.validate();
            maintenance.evict();
            assertThat(log.of("SSHRA0002")).as("neither a failure nor a run that is still going on").isEmpty();
            maintenance.stop();
        }
    }

    @Test
    void aRejectingExecutorIsLoggedAndTriedAgain() {
        AtomicInteger asked = new AtomicInteger();
        ScheduledThreadPoolExecutor full = new ScheduledThreadPoolExecutor(1) {

            @Override
            public void execute(Runnable task) {
                asked.incrementAndGet();
                throw new OutOfMemoryError("by the test");
            }
        };
        try (LogLines log = new LogLines()) {
            Maintenance maintenance = new Maintenance(NOTHING, () -> VERDICT, SECOND, SECOND, full);
            maintenance.evict();
            maintenance.evict();
            assertThat(asked).hasValue(2);
            assertThat(log.of("SSHRA000200")).hasSize(2);
            maintenance.stop();
        }
    }

    @Test
    void aStopDuringAValidationIsNoFailure() throws Exception {
        CountDownLatch probing = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(1) {

            @Override
            protected void afterExecute(Runnable task, Throwable failure) {
                ended.countDown();
            }
        };
        try (LogLines log = new LogLines()) {
            Maintenance maintenance = new Maintenance(NOTHING, () -> {
                probing.countDown();
                awaitUninterrupted(stopped);
                return VERDICT;
            }, SECOND, SECOND, threads);
            maintenance.validate();
            probing.await();
            maintenance.stop();
            stopped.countDown();
            ended.await();
            assertThat(log.of("SSHRA000200")).isEmpty();
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        boolean done = false;
        while (!done) {
            try {
                latch.await();
                done = true;
            } catch (InterruptedException e) {
                // The stop interrupts the current run.
            }
        }
    }

    /** Two timers at the same moment: one of them sees IDLE and then finds RUNNING. */
    @Test
    void aSkippedRunIsLoggedWithTheTimeOfThePreviousOne() throws Exception {
        ScheduledThreadPoolExecutor direct = new ScheduledThreadPoolExecutor(1) {

            @Override
            public void execute(Runnable task) {
                task.run();
            }
        };
        Maintenance maintenance = new Maintenance(Thread::yield, () -> VERDICT, SECOND, SECOND, direct);
        try (LogLines log = new LogLines()) {
            List<Thread> timers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                timers.add(new Thread(() -> {
                    for (int run = 0; run < 20_000 && log.of("SSHRA000201").size() < 200; run++) {
                        maintenance.evict();
                    }
                }));
            }
            timers.forEach(Thread::start);
            for (Thread timer : timers) {
                timer.join();
            }
            assertThat(log.of("SSHRA000201")).allMatch(line -> line.matches(".* after \\d{1,2} s"));
        } finally {
            maintenance.stop();
        }
    }

    /** Fails as long as the test says. */
    private static final class Driver implements MaintenanceDriver {

        private final String name;
        private final Set<Maintenance> driven = new HashSet<>();
        private final Set<Maintenance> refused = new HashSet<>();
        private boolean failsToRelease;

        Driver(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void drive(Maintenance maintenance) {
            if (refused.contains(maintenance)) {
                throw new IllegalStateException("not driven, by the test");
            }
            driven.add(maintenance);
        }

        @Override
        public void release(Maintenance maintenance) {
            driven.remove(maintenance);
            if (failsToRelease) {
                throw new IllegalStateException("not cancelled, by the test");
            }
        }
    }

    @Test
    void anAdapterThatNothingCanDriveDoesNotStartAndLeavesNothing() {
        Driver own = new Driver("own");
        Maintenance refused = idle();
        own.refused.add(refused);
        assertThatThrownBy(() -> drivers.adapterStarted(refused, own)).isInstanceOf(IllegalStateException.class);
        Driver bean = new Driver("bean");
        drivers.beanStarted(bean);
        assertThat(bean.driven).isEmpty();
        assertThat(drivers.adapterStarted(idle(), own)).isEqualTo(1);
    }

    @Test
    void aBeanThatCannotDriveOneAdapterDrivesTheOthers() {
        Driver bean = new Driver("bean");
        List<Maintenance> adapters = List.of(idle(), idle(), idle());
        List<Driver> own = List.of(new Driver("own"), new Driver("own"), new Driver("own"));
        drivers.adapterStarted(adapters.get(0), own.get(0));
        drivers.adapterStarted(adapters.get(1), own.get(1));
        bean.refused.addAll(List.of(adapters.get(0), adapters.get(2)));
        try (LogLines log = new LogLines()) {
            drivers.beanStarted(bean);
            drivers.adapterStarted(adapters.get(2), own.get(2));
            assertThat(adapters.stream().map(Maintenance::driver)).containsExactly("own", "bean", "own");
            assertThat(own.stream().map(each -> each.driven.size())).containsExactly(1, 0, 1);
            assertThat(log.of("SSHRA000203")).hasSize(2).allMatch(line -> line.endsWith("Maintenance cannot be driven by bean"));
            drivers.beanStopped(bean);
            assertThat(own.stream().map(each -> each.driven.size())).containsExactly(1, 1, 1);
            assertThat(bean.driven).isEmpty();
        }
    }

    @Test
    void aDriverThatFailsToReleaseIsLeftBehind() {
        Driver bean = new Driver("bean");
        Driver own = new Driver("own");
        List<Maintenance> adapters = List.of(idle(), idle());
        drivers.beanStarted(bean);
        adapters.forEach(adapter -> drivers.adapterStarted(adapter, own));
        bean.failsToRelease = true;
        try (LogLines log = new LogLines()) {
            drivers.beanStopped(bean);
            assertThat(own.driven).containsExactlyInAnyOrderElementsOf(adapters);
            assertThat(log.of("SSHRA000204")).hasSize(2);
        }
        own.failsToRelease = true;
        adapters.forEach(drivers::adapterStopped);
        assertThat(own.driven).isEmpty();
        assertThat(adapters.stream().map(Maintenance::driver)).containsOnly(Maintenance.NO_DRIVER);
    }

    @Test
    void anAdapterThatNothingDrivesSaysSo() {
        Driver bean = new Driver("bean");
        Driver own = new Driver("own");
        Maintenance adapter = idle();
        drivers.beanStarted(bean);
        drivers.adapterStarted(adapter, own);
        own.refused.add(adapter);
        try (LogLines log = new LogLines()) {
            drivers.beanStopped(bean);
            assertThat(adapter.driver()).isEqualTo(Maintenance.NO_DRIVER);
            assertThat(log.of("SSHRA000203")).singleElement().asString().endsWith("Maintenance cannot be driven by own");
        }
    }

    @Test
    void theNextOfTheAdaptersOwnDriversIsTriedIfOneFails() {
        Driver timer = new Driver("timer");
        Driver work = new Driver("work");
        Maintenance adapter = idle();
        timer.refused.add(adapter);
        try (LogLines log = new LogLines()) {
            drivers.adapterStarted(adapter, timer, work);
            assertThat(adapter.driver()).isEqualTo("work");
            assertThat(timer.driven).isEmpty();
            assertThat(log.of("SSHRA000206")).singleElement().asString().startsWith("WARN").contains("timer", "not driven, by the test");
            assertThat(log.of("SSHRA000203")).isEmpty();
            assertThat(log.of("SSHRA000205")).isEmpty();
        }
        Driver bean = new Driver("bean");
        drivers.beanStarted(bean);
        assertThat(adapter.driver()).isEqualTo("bean");
        assertThat(work.driven).as("one at a time").isEmpty();
        drivers.beanStopped(bean);
        assertThat(adapter.driver()).isEqualTo("work");
    }

    @Test
    void aStartThatNothingDrivesIsAnErrorInTheLog() {
        Driver timer = new Driver("timer");
        Driver work = new Driver("work");
        Maintenance adapter = idle();
        timer.refused.add(adapter);
        work.refused.add(adapter);
        try (LogLines log = new LogLines()) {
            assertThatThrownBy(() -> drivers.adapterStarted(adapter, timer, work)).isInstanceOf(IllegalStateException.class)
                    .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
            assertThat(log.of("SSHRA000205")).singleElement().asString().startsWith("ERROR");
        }
    }

    @Test
    void aLostDriverIsReplacedByTheNextOneThatWorks() {
        Driver first = new Driver("first");
        Driver second = new Driver("second");
        Driver third = new Driver("third");
        Maintenance adapter = idle();
        drivers.adapterStarted(adapter, first, second, third);
        second.refused.add(adapter);
        drivers.lost(adapter, first, new IllegalStateException("by the test"));
        assertThat(adapter.driver()).isEqualTo("third");
        assertThat(first.driven).isEmpty();
        drivers.lost(adapter, first, new IllegalStateException("late"));
        assertThat(adapter.driver()).as("it did not drive any more").isEqualTo("third");
        try (LogLines log = new LogLines()) {
            drivers.lost(adapter, third, new IllegalStateException("by the test"));
            assertThat(adapter.driver()).isEqualTo(Maintenance.NO_DRIVER);
            assertThat(log.of("SSHRA000205")).singleElement().asString().startsWith("ERROR");
        }
        Driver bean = new Driver("bean");
        drivers.beanStarted(bean);
        assertThat(adapter.driver()).isEqualTo("bean");
    }

    @Test
    void aDriverThatTheContainerReleasesIsNotReplaced() {
        Driver own = new Driver("own");
        Maintenance adapter = idle();
        drivers.adapterStarted(adapter, own, new Driver("next"));
        try (LogLines log = new LogLines()) {
            drivers.lost(adapter, own, null);
            assertThat(adapter.driver()).isEqualTo(Maintenance.NO_DRIVER);
            assertThat(log.of("SSHRA000003")).singleElement().asString().endsWith("driven by " + Maintenance.NO_DRIVER);
            assertThat(log.of("SSHRA000205")).isEmpty();
        }
    }

    @Test
    void aContainersTimerThatTakesOneTaskOnlyIsCancelled() {
        AtomicInteger tasks = new AtomicInteger();
        AtomicInteger cancelled = new AtomicInteger();
        Timer timer = new Timer(true) {

            @Override
            public void schedule(TimerTask task, long delay, long period) {
                if (tasks.incrementAndGet() > 1) {
                    throw new IllegalStateException("by the test");
                }
            }

            @Override
            public void cancel() {
                cancelled.incrementAndGet();
                super.cancel();
            }
        };
        assertThatThrownBy(() -> new ContainerTimer(() -> timer).drive(idle())).isInstanceOf(IllegalStateException.class);
        assertThat(cancelled).hasValue(1);
    }

    // ---- EJB timers ----

    /** A bean whose container creates this many timers; {@code stubborn} timers can't be cancelled. */
    private static MaintenanceTimers bean(int most, boolean stubborn, List<jakarta.ejb.Timer> live) {
        MaintenanceTimers bean = new MaintenanceTimers();
        bean.timers = proxy(TimerService.class, (method, arguments) -> {
            if (live.size() == most) {
                throw new EJBException("no more timers, by the test");
            }
            TimerConfig config = (TimerConfig) arguments[2];
            jakarta.ejb.Timer[] made = new jakarta.ejb.Timer[1];
            made[0] = proxy(jakarta.ejb.Timer.class, (of, none) -> {
                if (!live.contains(made[0])) {
                    throw new NoSuchObjectLocalException("cancelled");
                }
                if (of.equals("getInfo")) {
                    return config.getInfo();
                }
                if (stubborn) {
                    throw new EJBException("not cancelled, by the test");
                }
                live.remove(made[0]);
                return null;
            });
            live.add(made[0]);
            return made[0];
        });
        return bean;
    }

    private interface Call {

        Object call(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> type.getSimpleName();
            default -> call.call(method.getName(), arguments);
        }));
    }

    @Test
    void theFirstEjbTimerIsCancelledIfTheSecondFails() {
        List<jakarta.ejb.Timer> live = new ArrayList<>();
        MaintenanceTimers bean = bean(1, false, live);
        assertThatThrownBy(() -> bean.drive(idle())).isInstanceOf(EJBException.class);
        assertThat(live).isEmpty();
    }

    @Test
    void ejbTimersThatCannotBeCancelledRunNothing() {
        AtomicInteger runs = new AtomicInteger();
        Maintenance maintenance = new Maintenance(runs::incrementAndGet, () -> VERDICT, SECOND, SECOND);
        List<jakarta.ejb.Timer> live = new ArrayList<>();
        MaintenanceTimers bean = bean(2, true, live);
        bean.drive(maintenance);
        bean.timeout(live.get(0));
        await().until(() -> runs.get() == 1);
        assertThatThrownBy(() -> bean.release(maintenance)).isInstanceOf(EJBException.class);
        maintenance.stop();
        assertThat(live).hasSize(2);
        live.forEach(bean::timeout);
        bean.release(maintenance);
        assertThat(runs).hasValue(1);
    }

    @Test
    void anEjbTimerThatIsCancelledWhileItFiresRunsNothing() {
        AtomicInteger runs = new AtomicInteger();
        Maintenance maintenance = new Maintenance(runs::incrementAndGet, () -> VERDICT, SECOND, SECOND);
        List<jakarta.ejb.Timer> live = new ArrayList<>();
        MaintenanceTimers bean = bean(2, false, live);
        bean.drive(maintenance);
        jakarta.ejb.Timer firing = live.get(0);
        bean.release(maintenance);
        bean.timeout(firing);
        assertThat(live).isEmpty();
        assertThat(runs).hasValue(0);
        maintenance.stop();
    }
}
