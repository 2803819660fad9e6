package io.sshra;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;

/** One thread, which notices an interrupt that a task has left behind. The pools of the JDK clear it. */
final class PlainThread implements Executor, AutoCloseable {

    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean interruptLeft;

    PlainThread(String name) {
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!closed) {
            try {
                tasks.take().run();
                interruptLeft |= Thread.interrupted();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("closed");
        }
        tasks.add(task);
    }

    /** Waits for the tasks so far. Whether one of them has left an interrupt. */
    boolean interruptLeft() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        execute(done::countDown);
        done.await();
        return interruptLeft;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
