package io.sshra.benchmarks.scenarios;

import io.sshra.benchmarks.Peer;
import io.sshra.benchmarks.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Commands per second with several threads, on one connection and on one connection for each thread. */
public final class Throughput implements Scenario.Measurement {

    @Override
    public void measure(Peer peer, Scenario.Scale scale, Scenario.Report report) throws Exception {
        int[] threads = scale == Scenario.Scale.SHORT ? new int[] {1, 4, 16} : new int[] {1, 4, 16, 64};
        try (Peer.Link link = peer.connect()) {
            flood(4, scale.of(1, 2), thread -> link);
            for (int count : threads) {
                report.figure("one connection, " + count + " threads", "1/s", flood(count, 2, thread -> link));
            }
        }
        List<Peer.Link> links = new ArrayList<>();
        for (int count : threads) {
            while (links.size() < count) {
                links.add(peer.connect());
            }
            report.figure(count + " connections and threads", "1/s", flood(count, 2, links::get));
        }
        for (Peer.Link link : links) {
            link.close();
        }
    }

    private interface LinkOf {
        Peer.Link thread(int number);
    }

    private static double flood(int count, int seconds, LinkOf links) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Peer.Link link = links.thread(i);
                all.add(threads.submit(() -> {
                    int done = 0;
                    while (System.nanoTime() < end) {
                        link.run("true");
                        done++;
                    }
                    return done;
                }));
            }
            double sum = 0;
            for (Future<Integer> one : all) {
                sum += one.get();
            }
            return sum / seconds;
        } finally {
            threads.shutdown();
        }
    }
}
