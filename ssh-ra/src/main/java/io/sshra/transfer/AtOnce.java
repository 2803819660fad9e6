package io.sshra.transfer;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Does pieces of work on a few threads of its own, so that one goes on while another waits for an answer. Whoever adds them, one
 * thread, hears of their ends in the order in which they were added.
 */
final class AtOnce implements AutoCloseable {

    /** With OpenSSH on loopback four made trees of small files twice as fast as one, eight and sixteen no faster than four. */
    private static final int THREADS = 4;
    /** Enough for the threads to find some more while the one who adds them looks for the next. */
    private static final int MOST = 16;

    /** A piece of work, or what is done after it. */
    interface Work {
        void run() throws IOException;
    }

    private record UnderWay(Future<?> work, Work after) {
    }

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, AtOnce::thread);
    private final Deque<UnderWay> underWay = new ArrayDeque<>();

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "ssh-ra-transfer");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Begins it. Waits while there are many.
     *
     * @param after run on the thread that adds, when the work has been done, in this or a later call
     * @throws IOException of an earlier piece of work
     */
    void add(Work work, Work after) throws IOException {
        if (underWay.size() == MOST) {
            awaitOldest();
        }
        underWay.add(new UnderWay(threads.submit(() -> {
            work.run();
            return null;
        }), after));
    }

    /** @throws IOException of the first piece of work that failed */
    void awaitAll() throws IOException {
        while (!underWay.isEmpty()) {
            awaitOldest();
        }
    }

    private void awaitOldest() throws IOException {
        UnderWay oldest = underWay.remove();
        try {
            oldest.work().get();
        } catch (InterruptedException e) {
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
        oldest.after().run();
    }

    /** Interrupts what is under way, and waits until it has cleaned up behind it. What has not begun does not begin. */
    @Override
    public void close() {
        threads.shutdownNow();
        boolean interrupted = false;
        while (!threads.isTerminated()) {
            try {
                threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
