package io.sshra.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs actions at the same time, each on a thread of its own. For one thread. */
public final class AtOnce {

    private final List<CompletableFuture<Void>> all = new ArrayList<>();

    /** An action that may fail. */
    public interface Action {
        void run() throws Exception;
    }

    /** Starts the action. */
    public AtOnce run(Action action) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        all.add(end);
        Thread thread = new Thread(() -> {
            try {
                action.run();
                end.complete(null);
            } catch (Throwable e) {
                end.completeExceptionally(e);
            }
        }, "at-once-" + all.size());
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    /** Whether all actions have ended. */
    public boolean ended() {
        return all.stream().allMatch(CompletableFuture::isDone);
    }

    /**
     * Waits until all actions have succeeded.
     *
     * @throws AssertionError as soon as one fails, or if one hangs
     */
    public void await() throws InterruptedException {
        await(Patience.LIMIT);
    }

    /**
     * Waits until all actions have succeeded.
     *
     * @throws AssertionError as soon as one fails, or if one does not end in time
     */
    public void await(Duration limit) throws InterruptedException {
        CompletableFuture<Void> whole = CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
        for (CompletableFuture<Void> one : all) {
            one.whenComplete((nothing, failure) -> {
                if (failure != null) {
                    whole.completeExceptionally(failure);
                }
            });
        }
        try {
            whole.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("one of the actions failed", e.getCause());
        } catch (TimeoutException e) {
            long late = all.stream().filter(one -> !one.isDone()).count();
            throw new AssertionError(late + " of " + all.size() + " did not end within " + limit, e);
        }
    }
}
