package io.sshra.pool.listeners;

import io.sshra.SshConnectionListener;
import io.sshra.SshListenerRegistration;
import io.sshra.base.Clock;
import io.sshra.base.OwnThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** All listeners of one adapter. Thread-safe. */
public final class Listeners {

    /** How many openings wait for one listener. */
    static final int MOST = 1000;

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS,
            new SynchronousQueue<>(), new OwnThreads("ssh-ra-listeners"));
    /** Replaced as a whole, under the lock. */
    private volatile List<Registration> registrations = List.of();
    /** Guarded by the lock. */
    private boolean stopped;

    public Listeners(Clock clock) {
        this.clock = clock;
    }

    /** See {@link io.sshra.SshSessions#addListener}. */
    public SshListenerRegistration add(Executor executor, SshConnectionListener listener) {
        if (executor == null || listener == null) {
            throw new IllegalArgumentException("the " + (executor == null ? "executor" : "listener") + " is null");
        }
        Registration added = new Registration(this, executor, listener);
        lock.lock();
        try {
            if (stopped) {
                throw new IllegalStateException("the adapter has stopped");
            }
            List<Registration> all = new ArrayList<>(registrations);
            all.add(added);
            registrations = List.copyOf(all);
        } finally {
            lock.unlock();
        }
        return added;
    }

    /** The order of the connections of a new slot. */
    public KeyOrder ofKey() {
        return new KeyOrder(this);
    }

    /**
     * Logs the numbers of failures that have no line yet, if their minute is over.
     *
     * @param writer writes the lines
     */
    public void sweep(Executor writer) {
        List<Registration> all = registrations;
        if (!all.isEmpty()) {
            writer.execute(() -> all.forEach(registration -> registration.complaints().due()));
        }
    }

    /** Waits until the listeners have been told everything, at most for this time, and removes them. To be called once no connection is left. */
    public void stop(Duration grace) {
        registrations.forEach(Registration::wake);
        lock.lock();
        try {
            stopped = true;
            long left = grace.toNanos();
            while (left > 0 && registrations.stream().anyMatch(Registration::isBusy)) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        registrations.forEach(registration -> {
            int untold = registration.end();
            if (untold > 0) {
                registration.complaints().notTold(untold);
            }
        });
        threads.shutdownNow();
    }

    // ---- for registrations ----

    Clock clock() {
        return clock;
    }

    /** Guards the order of events, and the queues and states of registrations. Held for a few instructions for each listener. */
    ReentrantLock lock() {
        return lock;
    }

    /** Signalled when a registration has nothing more to tell or is closed. */
    Condition changed() {
        return changed;
    }

    List<Registration> registrations() {
        return registrations;
    }

    /** With the lock. */
    void remove(Registration closed) {
        registrations = registrations.stream().filter(other -> other != closed).toList();
    }

    /** Runs a hand-over, which may block. */
    void handOver(Runnable task) {
        threads.execute(task);
    }
}
