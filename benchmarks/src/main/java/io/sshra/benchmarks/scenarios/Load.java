package io.sshra.benchmarks.scenarios;

import io.sshra.benchmarks.Peer;
import io.sshra.benchmarks.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Latency at a given rate on one connection. Each command has a scheduled start, independent of the commands before it. Its latency
 * counts from there, so that a client that falls behind is noticed.
 */
public final class Load implements Scenario.Measurement {

    private static final int THREADS = 32;

    @Override
    public void measure(Peer peer, Scenario.Scale scale, Scenario.Report report) throws Exception {
        try (Peer.Link link = peer.connect()) {
            latency(link, 200, 4);
            for (int rate : new int[] {100, 300}) {
                Histogram micros = latency(link, rate, scale.of(3, 4));
                report.figure(rate + " commands a second, p50", "ms", micros.getValueAtPercentile(50) / 1000.0);
                report.figure(rate + " commands a second, p99", "ms", micros.getValueAtPercentile(99) / 1000.0);
            }
        }
    }

    private static Histogram latency(Peer.Link link, int rate, int seconds) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            Histogram micros = new ConcurrentHistogram(3);
            List<Future<?>> all = new ArrayList<>();
            long begin = System.nanoTime();
            for (int i = 0; i < rate * seconds; i++) {
                long intended = begin + TimeUnit.SECONDS.toNanos(i) / rate;
                for (long left = intended - System.nanoTime(); left > 0; left = intended - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                all.add(threads.submit(() -> {
                    link.run("true");
                    micros.recordValue((System.nanoTime() - intended) / 1000);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
            return micros;
        } finally {
            threads.shutdown();
        }
    }
}
