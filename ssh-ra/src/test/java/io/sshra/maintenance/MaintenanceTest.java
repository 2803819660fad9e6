package io.sshra.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sshra.base.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MaintenanceTest {

    private static final Runnable NOTHING = () -> { };

    private final MaintenanceDrivers drivers = new MaintenanceDrivers();

    private static Maintenance maintenance(Runnable evict, Runnable probe, Runnable verdict) {
        return new Maintenance(evict, () -> {
            probe.run();
            return new Step(Duration.ofMillis(10), () -> {
                verdict.run();
                return null;
            });
        }, Duration.ofMillis(20), Duration.ofMillis(30));
    }

    private static Maintenance idle() {
        return maintenance(NOTHING, NOTHING, NOTHING);
    }

    /** A driver that records what it drives. */
    private static final class Driver implements MaintenanceDriver {

        private final String name;
        private final Set<Maintenance> driven = new HashSet<>();

        Driver(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void drive(Maintenance maintenance) {
            assertThat(driven.add(maintenance)).as("not twice").isTrue();
        }

        @Override
        public void release(Maintenance maintenance) {
            driven.remove(maintenance);
        }
    }

    /** Whatever the order of bean and adapters, each adapter is driven by exactly one timer at each moment. */
    @Test
    void thereIsOneDriverAtATimeInEveryOrderOfStartsAndStops() {
        List<List<String>> orders = new ArrayList<>();
        permute(new ArrayList<>(), List.of("+bean", "-bean", "+a", "-a", "+b", "-b"), orders);
        for (List<String> order : orders) {
            MaintenanceDrivers registry = new MaintenanceDrivers();
            Driver bean = new Driver("bean");
            List<Maintenance> adapters = List.of(idle(), idle());
            List<Driver> fallbacks = List.of(new Driver("own"), new Driver("own"));
            boolean beanRuns = false;
            Set<Integer> running = new HashSet<>();
            for (String step : order) {
                int adapter = step.endsWith("a") ? 0 : 1;
                switch (step) {
                    case "+bean" -> {
                        registry.beanStarted(bean);
                        beanRuns = true;
                    }
                    case "-bean" -> {
                        registry.beanStopped(bean);
                        beanRuns = false;
                    }
                    default -> {
                        if (step.startsWith("+")) {
                            registry.adapterStarted(adapters.get(adapter), fallbacks.get(adapter));
                            running.add(adapter);
                        } else {
                            registry.adapterStopped(adapters.get(adapter));
                            running.remove(adapter);
                        }
                    }
                }
                for (int i = 0; i < 2; i++) {
                    assertThat(bean.driven.contains(adapters.get(i))).as(order + " " + step).isEqualTo(beanRuns && running.contains(i));
                    assertThat(fallbacks.get(i).driven.contains(adapters.get(i))).isEqualTo(!beanRuns && running.contains(i));
                    if (running.contains(i)) {
                        assertThat(adapters.get(i).driver()).isEqualTo(beanRuns ? "bean" : "own");
                    }
                }
            }
        }
        assertThat(orders).hasSize(90);
    }

    /** All orders in which every stop comes after its start. */
    private static void permute(List<String> done, List<String> left, List<List<String>> orders) {
        if (left.isEmpty()) {
            orders.add(List.copyOf(done));
        }
        for (String step : left) {
            if (step.startsWith("+") || done.contains("+" + step.substring(1))) {
                List<String> rest = new ArrayList<>(left);
                rest.remove(step);
                List<String> more = new ArrayList<>(done);
                more.add(step);
                permute(more, rest, orders);
            }
        }
    }

    @Test
    void theContainersTimerDrivesBothUntilItIsReleased() throws Exception {
        AtomicInteger evictions = new AtomicInteger();
        AtomicInteger probes = new AtomicInteger();
        AtomicInteger verdicts = new AtomicInteger();
        Maintenance maintenance = maintenance(evictions::incrementAndGet, probes::incrementAndGet, verdicts::incrementAndGet);
        List<Timer> timers = new ArrayList<>();
        drivers.adapterStarted(maintenance, new ContainerTimer(() -> {
            timers.add(new Timer("test", true));
            return timers.get(timers.size() - 1);
        }));
        await().until(() -> evictions.get() >= 3 && probes.get() >= 3 && verdicts.get() >= 2);

        drivers.adapterStopped(maintenance);
        maintenance.stop();

        assertThat(timers).hasSize(1);
        int after = evictions.get();
        maintenance.evict();
        assertThat(evictions.get()).isBetween(after, after + 1);
    }

    @Test
    void aRunThatFailsDoesNotStopTheNext() {
        AtomicInteger runs = new AtomicInteger();
        Maintenance maintenance = maintenance(() -> {
            runs.incrementAndGet();
            throw new IllegalStateException("by the test");
        }, NOTHING, NOTHING);
        for (int i = 1; i <= 3; i++) {
            int expected = i;
            await().until(() -> {
                maintenance.evict();
                return runs.get() >= expected;
            });
        }
        maintenance.stop();
    }

    @Test
    void aSlowRunDoesNotOverlapAndDelaysNoOtherKind() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger evictions = new AtomicInteger();
        AtomicInteger probes = new AtomicInteger();
        Maintenance maintenance = maintenance(() -> {
            evictions.incrementAndGet();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, probes::incrementAndGet, NOTHING);
        maintenance.evict();
        await().until(() -> evictions.get() == 1);

        maintenance.evict();
        maintenance.validate();

        await().until(() -> probes.get() == 1);
        assertThat(evictions).hasValue(1);
        goOn.countDown();
        await().until(() -> {
            maintenance.evict();
            return evictions.get() > 1;
        });
        maintenance.stop();
    }
}
