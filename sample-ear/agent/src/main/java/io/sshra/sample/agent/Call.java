package io.sshra.sample.agent;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A call of a tool that is being answered. It ends early when the client cancels it or is gone; what the tool waits for then goes on or not, as
 * the tool decides. All but {@link #cancel} is for the thread of the request.
 */
final class Call {

    /** How long the thread of the request may take to notice a cancellation, and a client that is gone. */
    private static final long LOOK_MILLIS = 200;
    private static final long PROBE_NANOS = Duration.ofSeconds(1).toNanos();

    private final BooleanSupplier clientThere;
    /** Is told how many seconds the call has taken. */
    private final Consumer<Double> progress;
    private final long start = System.nanoTime();
    private long probed = start;
    private volatile boolean cancelled;
    /** Null unless a person has stopped the agent. */
    private volatile String stop;
    private Consumer<Handle> waiting = handle -> { };
    private boolean clientGone;

    Call(BooleanSupplier clientThere, Consumer<Double> progress) {
        this.clientThere = clientThere;
        this.progress = progress;
    }

    /** Has it told what it waits for. */
    void tell(Consumer<Handle> listener) {
        waiting = listener;
    }

    /** The client wants no answer any more. May be called by any thread. */
    void cancel() {
        cancelled = true;
    }

    /** A person has stopped the agent, which is answered why. May be called by any thread. */
    void stop(String why) {
        stop = why;
    }

    /** Why it was stopped; null if it was not. */
    String stopped() {
        return stop;
    }

    /** Whether nothing of it is to go on. */
    boolean isAbandoned() {
        return stop != null || isUnwanted();
    }

    /** Whether nobody waits for the answer any more. */
    boolean isUnwanted() {
        return cancelled && stop == null || clientGone;
    }

    /**
     * Waits until something has happened, or the time is over, or nobody waits for the answer.
     *
     * @param handle its monitor is notified when it happens, and held while it is asked for
     * @return whether it has happened
     */
    boolean await(Handle handle, Duration limit, BooleanSupplier happened) throws InterruptedException {
        waiting.accept(handle);
        long begin = System.nanoTime();
        for (;;) {
            synchronized (handle) {
                long left = limit.toMillis() - (System.nanoTime() - begin) / 1_000_000;
                if (happened.getAsBoolean()) {
                    return true;
                }
                if (left <= 0 || isAbandoned()) {
                    return false;
                }
                handle.wait(Math.min(left, LOOK_MILLIS));
            }
            look();
        }
    }

    /** Not under a lock: it writes to the client. */
    private void look() {
        if (System.nanoTime() - probed >= PROBE_NANOS) {
            probed = System.nanoTime();
            clientGone = !clientThere.getAsBoolean();
            if (!isAbandoned()) {
                progress.accept((probed - start) / 1e9);
            }
        }
    }
}
