package io.sshra;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A command that a thread of an executor waits for. It and its future end together, whoever ends which first:
 *
 * <pre>
 *   waiting ──a thread takes it──▶ running ──the command ends──▶ ended, and the future has its result
 *      │                             │
 *      └────the future is completed──┴──▶ cancelled; the thread is interrupted if it runs, which ends the command
 * </pre>
 *
 * <p>{@link FutureTask} makes sure that the interrupt reaches the thread only while it is here.
 */
final class ExecTask<T> extends FutureTask<T> {

    private final CompletableFuture<T> future = new CompletableFuture<>();

    ExecTask(Callable<T> command) {
        super(command);
    }

    /** The future, whose end by anybody ends the command: by a cancellation or a time-out, for instance. */
    CompletableFuture<T> future() {
        future.whenComplete((result, failure) -> cancel(true));
        return future;
    }

    @Override
    public void run() {
        super.run();
        if (isCancelled()) {
            // That interrupt was for the command, not for what the thread does next.
            Thread.interrupted();
        }
    }

    @Override
    protected void done() {
        if (isCancelled()) {
            future.cancel(false);
            return;
        }
        try {
            future.complete(get());
        } catch (ExecutionException e) {
            future.completeExceptionally(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException("It is done, so that nothing waits", e);
        }
    }
}
