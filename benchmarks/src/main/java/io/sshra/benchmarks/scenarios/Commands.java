package io.sshra.benchmarks.scenarios;

import static io.sshra.benchmarks.scenarios.Measuring.repeat;

import io.sshra.benchmarks.Peer;
import io.sshra.benchmarks.Scenario;
import org.HdrHistogram.Histogram;

/** Latency of {@code true} on an open connection, and the processor time that the client uses for it. */
public final class Commands implements Scenario.Measurement {

    @Override
    public void measure(Peer peer, Scenario.Scale scale, Scenario.Report report) throws Exception {
        try (Peer.Link link = peer.connect()) {
            // With a shorter warm-up, the slow commands would measure the compiler.
            repeat(scale.of(1000, 1500), scale.of(2, 4), () -> link.run("true"));
            Histogram micros = new Histogram(3);
            long before = ProcessorTime.nanos();
            repeat(scale.of(600, 1000), scale.of(2, 3), () -> {
                long start = System.nanoTime();
                if (link.run("true") != 0) {
                    throw new IllegalStateException("the command failed");
                }
                micros.recordValue((System.nanoTime() - start) / 1000);
                return null;
            });
            long used = ProcessorTime.nanos() - before;
            report.figure("p50", "ms", micros.getValueAtPercentile(50) / 1000.0);
            report.figure("p99", "ms", micros.getValueAtPercentile(99) / 1000.0);
            if (peer.isInThisProcess()) {
                report.figure("processor time", "ms", used / 1e6 / micros.getTotalCount());
            }
        }
    }
}
