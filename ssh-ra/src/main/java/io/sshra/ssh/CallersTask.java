package io.sshra.ssh;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Work of the application that a connect needs. A caller that waits for the connection does it, on its own thread, because that thread has the
 * application's context; the connecting thread waits for the result.
 *
 * <pre>
 *   WAITING ──run, by the first caller──▶ RUNNING ──▶ DONE
 *      └──the time is over, interrupt──────┴────────▶ GIVEN UP: the caller is interrupted, a later caller does nothing
 * </pre>
 *
 * Thread-safe.
 */
public final class CallersTask<T> implements Runnable {

    private final Callable<T> work;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    // Guarded by this.
    private Thread runner;
    private boolean begun;
    private boolean interrupted;

    public CallersTask(Callable<T> work) {
        this.work = work;
    }

    /** Does the work, if no other caller does. Never throws: the connecting thread gets the failure. */
    @Override
    public void run() {
        if (!begins()) {
            return;
        }
        try {
            result.complete(work.call());
        } catch (Exception | Error e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            result.completeExceptionally(e);
        } finally {
            ends();
        }
    }

    private synchronized boolean begins() {
        if (begun || result.isDone()) {
            return false;
        }
        begun = true;
        runner = Thread.currentThread();
        return true;
    }

    /** The caller does not keep an interrupt that was meant for the work. */
    private synchronized void ends() {
        runner = null;
        if (interrupted) {
            Thread.interrupted();
        }
    }

    /**
     * Waits on the connecting thread. If there is no result then, the task is given up.
     *
     * @throws ExecutionException with what the work has thrown
     */
    public T await(Duration limit) throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return result.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            giveUp();
        }
    }

    private synchronized void giveUp() {
        if (result.cancel(false) && runner != null) {
            interrupted = true;
            runner.interrupt();
        }
    }
}
