package io.sshra.benchmarks.scenarios;

import static io.sshra.benchmarks.scenarios.Measuring.atOnce;
import static io.sshra.benchmarks.scenarios.Measuring.median;

import io.sshra.benchmarks.Peer;
import io.sshra.benchmarks.Scenario;
import java.util.ArrayList;
import java.util.List;

/** Compares ten concurrent commands in a session without a connection with one connect and one command. */
public final class ColdStarts implements Scenario.Measurement {

    @Override
    public void measure(Peer peer, Scenario.Scale scale, Scenario.Report report) throws Exception {
        List<Double> ten = new ArrayList<>();
        List<Double> one = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        int warmUp = scale.of(15, 30);
        for (int i = 0; i < warmUp + scale.of(21, 61); i++) {
            String session = "cold" + i;
            double single = atOnce(1, () -> {
                try (Peer.Link link = peer.connect("one" + session)) {
                    return link.run("true");
                }
            });
            double all = atOnce(10, () -> {
                try (Peer.Link link = peer.connect(session)) {
                    return link.run("true");
                }
            });
            if (i >= warmUp) {
                ten.add(all);
                one.add(single);
                ratios.add(all / single);
            }
        }
        report.figure("ten at once", "ms", median(ten));
        report.figure("connect and one", "ms", median(one));
        // The ratio of two consecutive measurements, because the machine's speed varies.
        report.figure("ten at once / connect and one", "x", median(ratios));
    }
}
