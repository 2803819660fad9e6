package io.sshra.pool.key;

import io.sshra.base.OwnThreads;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of one pool. Some connect; one aborts transports that do not close in time; one ends the connections that a sweep has
 * moved to CLOSING. None of them keeps a reference to the application whose thread created it. Thread-safe.
 */
public class PoolThreads {

    private final ThreadPoolExecutor connects = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS,
            new SynchronousQueue<>(), new OwnThreads("ssh-ra-connect"));
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, new OwnThreads("ssh-ra-timer"),
            // After the stop all transports are aborted anyway.
            new ThreadPoolExecutor.DiscardPolicy());
    private final ThreadPoolExecutor ends = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
            new OwnThreads("ssh-ra-end"), (task, stopped) -> task.run());

    public PoolThreads() {
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        try {
            // Created here so that a failure fails the start of the adapter, not the end of a connection.
            timer.prestartAllCoreThreads();
            ends.prestartAllCoreThreads();
        } catch (RuntimeException | Error e) {
            timer.shutdownNow();
            ends.shutdownNow();
            throw e;
        }
    }

    /**
     * Runs a connect, which blocks.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the pool has stopped
     * @throws OutOfMemoryError                                if no thread can be created
     */
    public void connect(Runnable connect) {
        connects.execute(connect);
    }

    /** Runs the task after the delay, unless the pool stops before. The task must not block. */
    public void later(Duration delay, Runnable task) {
        timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * The same, unless it is cancelled before.
     *
     * @return cancels the task; a no-op if it has run
     */
    public Runnable after(Duration delay, Runnable task) {
        Future<?> planned = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> planned.cancel(false);
    }

    /** Ends connections one after the other on a thread of its own, so that no caller waits. */
    public Executor ends() {
        return ends;
    }

    /** Stops the threads. Runs the remaining ends on the calling thread, so that no end is missing in the log. */
    public void stop() {
        connects.shutdownNow();
        timer.shutdownNow();
        ends.shutdownNow().forEach(Runnable::run);
    }
}
