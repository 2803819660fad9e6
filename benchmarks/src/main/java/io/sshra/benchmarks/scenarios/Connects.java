package io.sshra.benchmarks.scenarios;

import static io.sshra.benchmarks.scenarios.Measuring.repeat;

import io.sshra.benchmarks.Peer;
import io.sshra.benchmarks.Scenario;
import org.HdrHistogram.Histogram;

/** Time to connect and authenticate. */
public final class Connects implements Scenario.Measurement {

    @Override
    public void measure(Peer peer, Scenario.Scale scale, Scenario.Report report) throws Exception {
        Histogram micros = new Histogram(3);
        repeat(scale.of(15, 20), scale.of(3, 4), () -> connectMicros(peer));
        repeat(scale.of(30, 60), scale.of(3, 5), () -> {
            micros.recordValue(connectMicros(peer));
            return null;
        });
        report.figure("p50", "ms", micros.getValueAtPercentile(50) / 1000.0);
        report.figure("p99", "ms", micros.getValueAtPercentile(99) / 1000.0);
    }

    private static long connectMicros(Peer peer) throws Exception {
        long start = System.nanoTime();
        Peer.Link link = peer.connect();
        long took = (System.nanoTime() - start) / 1000;
        link.close();
        return took;
    }
}
