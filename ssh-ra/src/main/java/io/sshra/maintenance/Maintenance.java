package io.sshra.maintenance;

import io.sshra.base.Step;
import io.sshra.log.AdapterLog;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The periodic work of one adapter, on threads of its own: a timer only hands it over, so that no timer waits for it and
 * none sees it fail. A run that is asked for while the one before goes on is skipped with a message.
 */
public final class Maintenance {

    private static final long IDLE = Long.MIN_VALUE;

    private final Duration evictionInterval;
    private final Duration validationInterval;
    private final ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(2, Maintenance::thread);
    private final Task eviction;
    private final Task validation;
    private volatile String driver = "nothing yet";

    /**
     * @param evict looks for idle connections
     * @param probe asks all servers for a sign of life; what is left to do then, step by step
     */
    public Maintenance(Runnable evict, Supplier<Step> probe, Duration evictionInterval, Duration validationInterval) {
        this.evictionInterval = evictionInterval;
        this.validationInterval = validationInterval;
        this.eviction = new Task("idle eviction", evict);
        this.validation = new Task("validation", () -> schedule(probe.get()));
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        // By whoever starts the adapter, and not by a timer's thread, which may be an application's.
        threads.prestartAllCoreThreads();
    }

    private void schedule(Step step) {
        if (step != null) {
            threads.schedule(new Task("validation", () -> schedule(step.work().run())), step.after().toNanos(), TimeUnit.NANOSECONDS);
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

    /** What drives it now, for people. */
    public String driver() {
        return driver;
    }

    void driver(String name) {
        driver = name;
    }

    /** Lets nothing begin any more. */
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
            long since = runningSince.get();
            if (since != IDLE || !runningSince.compareAndSet(IDLE, now)) {
                AdapterLog.LOG.maintenanceSlow(name, TimeUnit.NANOSECONDS.toSeconds(now - since));
            } else if (threads.isShutdown()) {
                runningSince.set(IDLE);
            } else {
                threads.execute(this);
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
