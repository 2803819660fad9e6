package io.sshra.transfer;

import io.sshra.base.TimeLimit;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs the pieces of one operation on a few threads of its own, so that one goes on while another waits for an answer. The time
 * limit of the operation applies to all of them. For one thread, which is told of their ends in the order in which it added
 * them.
 */
final class Workers implements AutoCloseable {

    /**
     * With OpenSSH on loopback, four threads transferred trees of small files twice as fast as one; eight and sixteen were no
     * faster than four.
     */
    private static final int THREADS = 4;
    /** Enough to keep the threads busy while the caller looks for the next file. */
    private static final int MOST = 16;

    /** A piece of work, or what is done after it. */
    interface Work {
        void run() throws IOException;
    }

    private record UnderWay(Future<?> work, Work after) {
    }

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, Workers::thread);
    private final Deque<UnderWay> underWay = new ArrayDeque<>();
    private final TimeLimit limit;

    /** @param limit of the operation */
    Workers(TimeLimit limit) {
        this.limit = limit;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "ssh-ra-transfer");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Starts a piece of work. Waits while there are many.
     *
     * @param after run on the calling thread when the work is done, in this or a later call
     * @throws IOException of an earlier piece of work
     */
    void add(Work work, Work after) throws IOException {
        if (underWay.size() == MOST) {
            awaitOldest();
        }
        underWay.add(new UnderWay(threads.submit(() -> {
            limit.run(work::run);
            return null;
        }), after));
    }

    /** @throws IOException of the first piece of work that failed */
    void awaitAll() throws IOException {
        while (!underWay.isEmpty()) {
            awaitOldest();
        }
    }

    /** A failed piece stays in the queue, so that {@link #close} knows of the failure. */
    private void awaitOldest() throws IOException {
        UnderWay oldest = underWay.element();
        await(oldest.work());
        underWay.remove();
        oldest.after().run();
    }

    private void await(Future<?> work) throws IOException {
        for (;;) {
            try {
                work.get(limit.remaining(), TimeUnit.NANOSECONDS);
                return;
            } catch (TimeoutException e) {
                // The time limit reports this.
            } catch (InterruptedException e) {
                limit.leave();
                Thread.currentThread().interrupt();
                throw (IOException) new ClosedByInterruptException().initCause(e);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException failure) {
                    throw failure;
                }
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw (Error) e.getCause();
            }
        }
    }

    /**
     * Interrupts the running pieces, and waits until they have cleaned up, within the time for the clean-up. Pieces that have
     * not started do not start. An interrupt of the caller does not shorten the wait.
     */
    @Override
    public void close() {
        if (!underWay.isEmpty()) {
            limit.leave();
        }
        threads.shutdownNow();
        boolean interrupted = false;
        long end = System.nanoTime() + limit.remainingWayOut();
        while (!threads.isTerminated() && end - System.nanoTime() > 0) {
            try {
                threads.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
