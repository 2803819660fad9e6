package io.sshra.benchmarks.scenarios;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Helpers of several scenarios. */
public final class Measuring {

    static final long MIB = 1 << 20;

    private Measuring() {
    }

    /** A number of repetitions and a time limit, so that a slow client is measured less often. */
    static void repeat(int times, long seconds, Callable<?> action) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (int i = 0; i < times && System.nanoTime() < end; i++) {
            action.call();
        }
    }

    /** Works in a folder that is deleted afterwards. */
    public interface InFolder {
        void run(Path folder) throws Exception;
    }

    public static void inFolder(InFolder action) throws Exception {
        Path folder = Files.createTempDirectory("benchmark");
        try {
            action.run(folder);
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /** The milliseconds until all threads are done. */
    static double atOnce(int count, Callable<?> action) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            CountDownLatch ready = new CountDownLatch(count);
            CountDownLatch go = new CountDownLatch(1);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(threads.submit(() -> {
                    ready.countDown();
                    go.await();
                    return action.call();
                }));
            }
            ready.await();
            long start = System.nanoTime();
            go.countDown();
            for (Future<?> one : all) {
                one.get();
            }
            return (System.nanoTime() - start) / 1e6;
        } finally {
            threads.shutdown();
        }
    }

    static double rate(long bytes, long startNanos) {
        return bytes / 1e6 / ((System.nanoTime() - startNanos) / 1e9);
    }

    public static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
