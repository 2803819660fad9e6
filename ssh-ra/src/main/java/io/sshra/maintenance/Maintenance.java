package io.sshra.maintenance;

import io.sshra.base.Step;
import io.sshra.log.AdapterLog;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The periodic work of one adapter, on threads of its own. A timer only hands it over, so that no timer waits for it or sees
 * it fail. A run is skipped, with a message, while the previous run of its kind goes on.
 *
 * <p>Each kind of work is IDLE, or RUNNING since a time. The thread that moves it from IDLE to RUNNING by compare-and-exchange hands
 * it over. The end of its run, or the failure to hand it over, moves it back.
 */
public final class Maintenance {

    static final String NO_DRIVER = "nothing";
    private static final long IDLE = Long.MIN_VALUE;

    private final Duration evictionInterval;
    private final Duration validationInterval;
    private final ScheduledExecutorService threads;
    private final Task eviction;
    private final Task validation;
    private volatile String driver = NO_DRIVER;

    /**
     * @param evict evicts idle connections
     * @param probe sends a probe to all servers; returns the next step
     */
    public Maintenance(Runnable evict, Supplier<Step> probe, Duration evictionInterval, Duration validationInterval) {
        this(evict, probe, evictionInterval, validationInterval, threads());
    }

    Maintenance(Runnable evict, Supplier<Step> probe, Duration evictionInterval, Duration validationInterval,
            ScheduledExecutorService threads) {
        this.evictionInterval = evictionInterval;
        this.validationInterval = validationInterval;
        this.threads = threads;
        this.eviction = new Task("idle eviction", evict);
        this.validation = new Task("validation", () -> schedule(probe.get()));
    }

    private static ScheduledExecutorService threads() {
        ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(2, Maintenance::thread);
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        try {
            // Starts the threads here, on the thread that starts the adapter. A timer's thread may be an application's.
            threads.prestartAllCoreThreads();
        } catch (RuntimeException | Error e) {
            threads.shutdownNow();
            throw e;
        }
        return threads;
    }

    private void later(Task task, Duration delay) {
        try {
            threads.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            if (!threads.isShutdown()) {
                throw e;
            }
        }
    }

    private void schedule(Step step) {
        if (step != null) {
            later(new Task("validation", () -> schedule(step.work().run())), step.after());
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "ssh-ra-maintenance");
        thread.setDaemon(true);
        thread.setContextClassLoader(Maintenance.class.getClassLoader());
        return thread;
    }

    public Duration evictionInterval() {
        return evictionInterval;
    }

    public Duration validationInterval() {
        return validationInterval;
    }

    /** Hands over a run of the idle eviction. Returns at once, never throws. */
    public void evict() {
        eviction.handOver();
    }

    /** Hands over a run of the validation. Returns at once, never throws. */
    public void validate() {
        validation.handOver();
    }

    /** What drives it now, as text for people. */
    public String driver() {
        return driver;
    }

    void driver(String name) {
        driver = name;
    }

    /** No run starts from now on. Current runs are interrupted. */
    public void stop() {
        threads.shutdownNow();
    }

    /** One kind of work, which does not overlap with itself. */
    private final class Task implements Runnable {

        private final String name;
        private final Runnable work;
        private final AtomicLong runningSince = new AtomicLong(IDLE);

        Task(String name, Runnable work) {
            this.name = name;
            this.work = work;
        }

        void handOver() {
            long now = System.nanoTime();
            long since = runningSince.compareAndExchange(IDLE, now);
            if (since != IDLE) {
                AdapterLog.LOG.maintenanceSlow(name, TimeUnit.NANOSECONDS.toSeconds(now - since));
                return;
            }
            try {
                threads.execute(this);
            } catch (RuntimeException | Error e) {
                runningSince.set(IDLE);
                // A timer may fire while the adapter stops.
                if (!threads.isShutdown()) {
                    AdapterLog.LOG.maintenanceFailed(name, e);
                }
            }
        }

        @Override
        public void run() {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                AdapterLog.LOG.maintenanceFailed(name, e);
            } finally {
                runningSince.set(IDLE);
            }
        }
    }
}
