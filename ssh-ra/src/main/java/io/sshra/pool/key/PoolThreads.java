package io.sshra.pool.key;

import io.sshra.base.OwnThreads;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of one pool: those that connect, one that cuts what does not close, one that ends what a sweep has moved to
 * CLOSING. None keeps anything of the application on whose thread it was made. Thread-safe.
 */
public class PoolThreads {

    private final ThreadPoolExecutor connects = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS,
            new SynchronousQueue<>(), new OwnThreads("ssh-ra-connect"));
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, new OwnThreads("ssh-ra-timer"),
            // After the stop everything is cut anyway.
            new ThreadPoolExecutor.DiscardPolicy());
    private final ThreadPoolExecutor ends = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
            new OwnThreads("ssh-ra-end"), (task, stopped) -> task.run());

    public PoolThreads() {
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        try {
            // Made here, where a failure is one of the start, and not where a connection ends.
            timer.prestartAllCoreThreads();
            ends.prestartAllCoreThreads();
        } catch (RuntimeException | Error e) {
            stop();
            throw e;
        }
    }

    /**
     * Runs a connect, which blocks.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the pool has stopped; an Error if no thread can be made
     */
    public void connect(Runnable connect) {
        connects.execute(connect);
    }

    /** Runs it after the delay, unless the pool stops before. It must not block. */
    public void later(Duration delay, Runnable task) {
        timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends connections one after the other, in no caller's time. */
    public Executor ends() {
        return ends;
    }

    /** Ends the threads. What was to be ended by them is ended here, so that nothing is missing in the log. */
    public void stop() {
        connects.shutdownNow();
        timer.shutdownNow();
        ends.shutdownNow().forEach(Runnable::run);
    }
}
