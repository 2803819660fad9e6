package io.sshra.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Things that are done at once, each on a thread of its own. For one thread. */
public final class AtOnce {

    private final List<CompletableFuture<Void>> all = new ArrayList<>();

    /** Something that may fail. */
    public interface Action {
        void run() throws Exception;
    }

    /** Starts it. */
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

    /** Whether all have ended. */
    public boolean ended() {
        return all.stream().allMatch(CompletableFuture::isDone);
    }

    /**
     * Waits until all have ended well.
     *
     * @throws AssertionError if one failed, at once, or hangs
     */
    public void await() throws InterruptedException {
        await(Patience.LIMIT);
    }

    /**
     * Waits until all have ended well.
     *
     * @throws AssertionError if one failed, at once, or did not end in time
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
            throw new AssertionError("one of those at once failed", e.getCause());
        } catch (TimeoutException e) {
            long late = all.stream().filter(one -> !one.isDone()).count();
            throw new AssertionError(late + " of " + all.size() + " did not end within " + limit, e);
        }
    }
}
