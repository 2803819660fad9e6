package io.sshra.benchmarks.server;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Leases and returns connections of many keys with several threads, as fast as possible. */
final class Loop {

    /** The number of operations between two reads of the clock. */
    private static final int BATCH = 64;

    private final int[] order;

    /** A lease and its return. */
    interface Lease {
        void takeAndReturn(int key) throws Exception;
    }

    /** @param keys the keys, which are used in random order, so that the memory can't prefetch them */
    Loop(int keys) {
        List<Integer> shuffled = new ArrayList<>(IntStream.range(0, keys).boxed().toList());
        Collections.shuffle(shuffled, new Random(1));
        order = shuffled.stream().mapToInt(Integer::intValue).toArray();
    }

    int keys() {
        return order.length;
    }

    /**
     * Processor time of a lease and its return, in microseconds. With more threads than processors, it excludes the time that a thread
     * waits for a processor.
     */
    double micros(Lease lease, int threads, long millis) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch go = new CountDownLatch(1);
            List<Future<Long>> all = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int first = (int) ((long) thread * order.length / threads);
                all.add(executor.submit(repeated(lease, first, go, TimeUnit.MILLISECONDS.toNanos(millis))));
            }
            long start = System.nanoTime();
            go.countDown();
            long leases = 0;
            for (Future<Long> one : all) {
                leases += one.get();
            }
            double elapsed = (System.nanoTime() - start) / 1e3;
            return elapsed * Math.min(threads, Runtime.getRuntime().availableProcessors()) / leases;
        } finally {
            executor.shutdown();
        }
    }

    private Callable<Long> repeated(Lease lease, int first, CountDownLatch go, long nanos) {
        return () -> {
            go.await();
            long end = System.nanoTime() + nanos;
            int next = first;
            long done = 0;
            while (System.nanoTime() - end < 0) {
                for (int i = 0; i < BATCH; i++) {
                    lease.takeAndReturn(order[next]);
                    next = next + 1 == order.length ? 0 : next + 1;
                }
                done += BATCH;
            }
            return done;
        };
    }

    /** Uses each key once. */
    void touchAll(Lease lease, int threads) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int key : order) {
                all.add(executor.submit(() -> {
                    lease.takeAndReturn(key);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            executor.shutdown();
        }
    }
}
