package io.sshra;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The results of a command on many machines, in the order in which they come ({@link SshConnections#exec}). {@link #close()} ends what still
 * runs. Thread-safe; several threads may take results.
 *
 * <pre>
 *   machine:  waiting ──a worker takes it──▶ running ──its command ends, or it fails──▶ result ──next──▶ taken
 *                │                             │                                          │
 *                └──────close──▶ dropped       └──close: interrupted──▶ dropped ◀──close──┘
 * </pre>
 *
 * @since 1.0
 */
public final class SshHostResults implements AutoCloseable {

    private final SshConnections connections;
    private final Command command;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // Guarded by the lock, which is held for a few instructions.
    private final Queue<SshConnectionSpec> waiting;
    private final Set<ExecTask<SshCommandResult>> running = new HashSet<>();
    private final Queue<SshHostResult> results = new ArrayDeque<>();
    private int due;
    private boolean closed;

    /** Runs the command on one machine. */
    interface Command {

        SshCommandResult on(SshConnectionSpec spec) throws SshException;
    }

    SshHostResults(SshConnections connections, Command command) {
        this.connections = connections;
        this.command = command;
        this.waiting = new ArrayDeque<>(connections.specs());
        this.due = connections.specs().size();
    }

    /** Starts as many workers as may be at once. The executor may run them later, or on this thread. */
    void start(Executor executor) {
        int workers = Math.min(connections.maxAtOnce(), due);
        for (int i = 0; i < workers; i++) {
            try {
                executor.execute(this::work);
            } catch (RejectedExecutionException e) {
                if (i == 0) {
                    throw e;
                }
                // The workers that it has accepted do the work.
                return;
            } catch (RuntimeException | Error e) {
                close();
                throw e;
            }
        }
    }

    private void work() {
        for (SshConnectionSpec spec = nextWaiting(); spec != null; spec = nextWaiting()) {
            SshConnectionSpec current = spec;
            ExecTask<SshCommandResult> task = new ExecTask<>(() -> command.on(current));
            if (!began(task)) {
                return;
            }
            try {
                task.run();
            } finally {
                ended(task, result(current, task));
            }
        }
    }

    private @Nullable SshConnectionSpec nextWaiting() {
        lock.lock();
        try {
            return closed ? null : waiting.poll();
        } finally {
            lock.unlock();
        }
    }

    private boolean began(ExecTask<SshCommandResult> task) {
        lock.lock();
        try {
            return !closed && running.add(task);
        } finally {
            lock.unlock();
        }
    }

    /** Null if it was cancelled. */
    private static @Nullable SshHostResult result(SshConnectionSpec spec, ExecTask<SshCommandResult> task) {
        return task.isCancelled() ? null : task.future().handle((result, failure) -> {
            if (failure == null) {
                return SshHostResult.of(spec, result);
            }
            return SshHostResult.failed(spec, failure instanceof SshException known ? known
                    : new SshException(SshErrorCode.INTERNAL, "the command failed", failure));
        }).join();
    }

    private void ended(ExecTask<SshCommandResult> task, @Nullable SshHostResult result) {
        lock.lock();
        try {
            running.remove(task);
            if (!closed && result != null) {
                results.add(result);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the next result.
     *
     * @return null if all results have been taken, or this is closed
     * @throws InterruptedException if the calling thread is interrupted; {@link #close()} then ends what still runs
     */
    public @Nullable SshHostResult next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (results.isEmpty() && !isOver()) {
                changed.await();
            }
            return taken();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the next result, for this time at most.
     *
     * @return null if all results have been taken, or this is closed
     * @throws TimeoutException     if there is no result in this time; the commands go on
     * @throws InterruptedException if the calling thread is interrupted
     */
    public @Nullable SshHostResult next(Duration timeout) throws InterruptedException, TimeoutException {
        lock.lockInterruptibly();
        try {
            long nanos = TimeUnit.NANOSECONDS.convert(timeout);
            while (results.isEmpty() && !isOver()) {
                if (nanos <= 0) {
                    throw new TimeoutException("no result in " + timeout);
                }
                nanos = changed.awaitNanos(nanos);
            }
            return taken();
        } finally {
            lock.unlock();
        }
    }

    private boolean isOver() {
        return closed || due == 0;
    }

    private @Nullable SshHostResult taken() {
        SshHostResult result = results.poll();
        if (result != null) {
            due--;
            if (due == 0) {
                // Others who wait get null.
                changed.signalAll();
            }
        }
        return result;
    }

    /**
     * Waits for all results that have not been taken yet.
     *
     * @throws InterruptedException if the calling thread is interrupted; {@link #close()} then ends what still runs
     */
    public List<SshHostResult> all() throws InterruptedException {
        List<SshHostResult> all = new ArrayList<>();
        for (SshHostResult result = next(); result != null; result = next()) {
            all.add(result);
        }
        return all;
    }

    /** Ends the commands that run, and starts no more. Results that have not been taken are dropped. Does not wait for servers. */
    @Override
    public void close() {
        List<ExecTask<SshCommandResult>> ending;
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            results.clear();
            ending = List.copyOf(running);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        ending.forEach(task -> task.cancel(true));
    }
}
