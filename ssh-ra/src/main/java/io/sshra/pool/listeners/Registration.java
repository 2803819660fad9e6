package io.sshra.pool.listeners;

import io.sshra.SshConnectionListener;
import io.sshra.SshListenerRegistration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * One listener, its executor and its queue.
 *
 * <pre>
 *   IDLE ──wake──▶ HANDED ──the executor runs the task──▶ DELIVERING ──queue empty──▶ IDLE
 *                   ▲  │                                     │
 *                   │  └─refused: again after a second       │
 *                   └──────────────100 events────────────────┘
 *   any ──end──▶ CLOSED
 * </pre>
 *
 * States and queue are guarded by the lock of {@link Listeners}, which is never held over a call of the executor or the listener.
 */
final class Registration implements SshListenerRegistration {

    private enum State { IDLE, HANDED, DELIVERING, CLOSED }

    /** The number of events that one task delivers, so that the executor can run others between. */
    private static final int BATCH = 100;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Listeners all;
    private final Complaints complaints;
    private final Queue<Told> queue = new ArrayDeque<>();
    /** Null when it is closed, like the listener: nothing of the application stays in memory. */
    private Executor executor;
    private SshConnectionListener listener;
    private State state = State.IDLE;
    private long missed;

    Registration(Listeners all, Executor executor, SshConnectionListener listener) {
        this.all = all;
        this.executor = executor;
        this.listener = listener;
        this.complaints = new Complaints(listener.getClass().getName(), all.clock());
    }

    Complaints complaints() {
        return complaints;
    }

    // ---- the queue; with the lock ----

    /** Adds an event; false if it is an opening for which there is no room, or if this is closed. */
    boolean put(Told told) {
        if (state == State.CLOSED) {
            return false;
        }
        if (told.isOpening() && queue.size() >= Listeners.MOST) {
            missed++;
            return false;
        }
        return queue.add(told);
    }

    /** Whether something is to be told, or being told. */
    boolean isBusy() {
        return state != State.CLOSED && (state != State.IDLE || hasWork());
    }

    private boolean hasWork() {
        return !queue.isEmpty() || missed > 0;
    }

    /** Makes a move; false if the state is another one. */
    private boolean move(State from, State to) {
        all.lock().lock();
        try {
            if (state != from) {
                return false;
            }
            state = to;
            all.changed().signalAll();
            return true;
        } finally {
            all.lock().unlock();
        }
    }

    // ---- handing over ----

    /** Has the events delivered, unless that is under way. Never blocks, never throws. */
    void wake() {
        all.lock().lock();
        try {
            if (state != State.IDLE || !hasWork()) {
                return;
            }
            state = State.HANDED;
        } finally {
            all.lock().unlock();
        }
        startHandOver();
    }

    private void startHandOver() {
        try {
            all.handOver(this::handOver);
        } catch (RuntimeException | Error e) {
            // No thread. The next event tries again.
            move(State.HANDED, State.IDLE);
            complaints.refused(e);
        }
    }

    private void handOver() {
        try {
            handOverUntilAccepted();
        } catch (RuntimeException | Error e) {
            // The log failed.
            move(State.HANDED, State.IDLE);
            throw e;
        }
    }

    /** On a thread of its own: the executor may block. */
    private void handOverUntilAccepted() {
        for (Executor to = handedTo(); to != null; to = pause()) {
            Delivery delivery = new Delivery(Thread.currentThread());
            Throwable refusal = null;
            try {
                to.execute(delivery);
            } catch (RuntimeException | Error e) {
                refusal = e;
            }
            if (delivery.here) {
                refusal = new RejectedExecutionException("the executor ran the task on the calling thread, which belongs to the adapter");
            }
            if (refusal == null) {
                return;
            }
            if (isShutDown(to)) {
                complaints.removed();
                end();
                return;
            }
            complaints.refused(refusal);
        }
    }

    /** Null if the events are delivered already, or if this is closed. */
    private Executor handedTo() {
        all.lock().lock();
        try {
            return state == State.HANDED ? executor : null;
        } finally {
            all.lock().unlock();
        }
    }

    /** Waits a second, unless this is closed before. Returns the executor to try again. */
    private Executor pause() {
        all.lock().lock();
        try {
            long left = RETRY_NANOS;
            while (left > 0 && state == State.HANDED) {
                left = all.changed().awaitNanos(left);
            }
            return state == State.HANDED ? executor : null;
        } catch (InterruptedException e) {
            // The adapter stops.
            return null;
        } finally {
            all.lock().unlock();
        }
    }

    private static boolean isShutDown(Executor executor) {
        try {
            return executor instanceof ExecutorService service && service.isShutdown();
        } catch (RuntimeException e) {
            // A ManagedExecutorService does not say: its life cycle is the container's (Jakarta Concurrency).
            return false;
        }
    }

    // ---- delivering ----

    /** What the executor runs. */
    private final class Delivery implements Runnable {

        private final Thread handing;
        /** Whether the executor ran it on the thread that handed it over. */
        private volatile boolean here;

        Delivery(Thread handing) {
            this.handing = handing;
        }

        @Override
        public void run() {
            if (Thread.currentThread() == handing) {
                here = true;
            } else if (move(State.HANDED, State.DELIVERING)) {
                try {
                    deliver();
                } catch (RuntimeException | Error e) {
                    // The log failed.
                    move(State.DELIVERING, State.IDLE);
                    wake();
                    throw e;
                }
            }
        }
    }

    private void deliver() {
        for (int i = 0; i < BATCH; i++) {
            SshConnectionListener to;
            long skipped;
            Told told = null;
            all.lock().lock();
            try {
                if (state == State.CLOSED) {
                    return;
                }
                to = listener;
                skipped = missed;
                missed = 0;
                if (skipped == 0) {
                    told = queue.poll();
                }
                if (skipped == 0 && told == null) {
                    state = State.IDLE;
                    all.changed().signalAll();
                    return;
                }
            } finally {
                all.lock().unlock();
            }
            call(to, told, skipped);
        }
        if (move(State.DELIVERING, State.HANDED)) {
            startHandOver();
        }
    }

    private void call(SshConnectionListener to, Told told, long skipped) {
        try {
            if (told == null) {
                complaints.missed(skipped);
                to.missed(skipped);
            } else {
                told.to(to);
            }
            // Foreign code may throw anything, also checked exceptions that it does not declare.
        } catch (Throwable e) {
            complaints.threw(e);
        }
    }

    // ---- the end ----

    @Override
    public void close() {
        end();
    }

    /** Ends it once. Returns how many events were not told. */
    int end() {
        int untold;
        long skipped;
        all.lock().lock();
        try {
            if (state == State.CLOSED) {
                return 0;
            }
            state = State.CLOSED;
            untold = queue.size();
            skipped = missed;
            queue.clear();
            executor = null;
            listener = null;
            all.remove(this);
            all.changed().signalAll();
        } finally {
            all.lock().unlock();
        }
        complaints.end(skipped);
        return untold;
    }
}
