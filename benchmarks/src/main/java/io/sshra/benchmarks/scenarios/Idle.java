package io.sshra.benchmarks.scenarios;

import io.sshra.benchmarks.Peer;
import io.sshra.benchmarks.Scenario;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.HdrHistogram.Histogram;

/** The cost of idle connections: heap, threads, and a health check of all of them. */
public final class Idle implements Scenario.Measurement {

    private static final int AT_ONCE = 8;
    private static final int WARM_UP = 40;
    private static final int MANY = 5000;

    @Override
    public void measure(Peer peer, Scenario.Scale scale, Scenario.Report report) throws Exception {
        List<Peer.Link> links = new ArrayList<>();
        connect(peer, links, WARM_UP);
        long heap = heap();
        int threads = threads();
        connect(peer, links, scale.of(300, 1000));
        report(report, peer, links, heap, threads);
        // A client with threads for each connection opens no more.
        if (scale == Scenario.Scale.FULL && threads() - threads < links.size() / 2) {
            connect(peer, links, MANY - links.size() + WARM_UP);
            report(report, peer, links, heap, threads);
        }
    }

    private static void connect(Peer peer, List<Peer.Link> links, int count) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Callable<Peer.Link>> connects = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                connects.add(peer::connect);
            }
            for (Future<Peer.Link> link : threads.invokeAll(connects)) {
                links.add(link.get());
            }
        } finally {
            threads.shutdown();
            threads.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    private static void report(Scenario.Report report, Peer peer, List<Peer.Link> links, long heap, int threads) throws Exception {
        int added = links.size() - WARM_UP;
        report.figure(added + " connections, heap of each", "KiB", (heap() - heap) / 1024.0 / added);
        report.figure(added + " connections, threads for them", "threads", threads() - threads);
        if (peer.sweep() != null) {
            sweeps(report, peer, links, added);
        }
    }

    /** Checks all connections every second, and measures commands on one of them meanwhile. */
    private static void sweeps(Scenario.Report report, Peer peer, List<Peer.Link> links, int added) throws Exception {
        Peer.Link one = links.get(0);
        commands(one, new AtomicBoolean(), 2);
        report.figure(added + " connections, command, p99", "ms", commands(one, new AtomicBoolean(), 4));
        AtomicBoolean ended = new AtomicBoolean();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Double> p99 = thread.submit(() -> commands(one, ended, Integer.MAX_VALUE));
            double slowest = 0;
            for (int i = 0; i < 4; i++) {
                long start = System.nanoTime();
                Runnable verdict = peer.sweep();
                slowest = Math.max(slowest, (System.nanoTime() - start) / 1e6);
                TimeUnit.NANOSECONDS.sleep(start + TimeUnit.SECONDS.toNanos(1) - System.nanoTime());
                verdict.run();
            }
            ended.set(true);
            report.figure(added + " connections, health check sent to all", "ms", slowest);
            report.figure(added + " connections, command during health checks, p99", "ms", p99.get());
            report.figure(added + " connections, without an answer after 1 s", "connections", links.size() - peer.connections());
        } finally {
            thread.shutdown();
        }
    }

    private static double commands(Peer.Link link, AtomicBoolean ended, int seconds) throws Exception {
        Histogram micros = new Histogram(3);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!ended.get() && System.nanoTime() - end < 0) {
            long start = System.nanoTime();
            link.run("true");
            micros.recordValue((System.nanoTime() - start) / 1000);
        }
        return micros.getValueAtPercentile(99) / 1000.0;
    }

    private static long heap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }
}
