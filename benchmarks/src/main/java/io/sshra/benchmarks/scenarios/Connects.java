package io.sshra.benchmarks.scenarios;

import io.sshra.benchmarks.Peer;
import io.sshra.benchmarks.Scenario;
import org.HdrHistogram.Histogram;

/** Time to connect and authenticate. */
public final class Connects implements Scenario.Measurement {

    @Override
    public void measure(Peer peer, Scenario.Scale scale, Scenario.Report report) throws Exception {
        Histogram micros = new Histogram(3);
        int warmUp = scale.of(15, 40);
        for (int i = 0; i < warmUp + scale.of(30, 120); i++) {
            long start = System.nanoTime();
            Peer.Link link = peer.connect();
            long took = (System.nanoTime() - start) / 1000;
            link.close();
            if (i >= warmUp) {
                micros.recordValue(took);
            }
        }
        report.figure("p50", "ms", micros.getValueAtPercentile(50) / 1000.0);
        report.figure("p99", "ms", micros.getValueAtPercentile(99) / 1000.0);
    }
}
