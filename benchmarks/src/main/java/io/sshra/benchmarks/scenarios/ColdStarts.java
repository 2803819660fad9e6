package io.sshra.benchmarks.scenarios;

import static io.sshra.benchmarks.scenarios.Measuring.atOnce;
import static io.sshra.benchmarks.scenarios.Measuring.median;

import io.sshra.benchmarks.Peer;
import io.sshra.benchmarks.Scenario;
import java.util.ArrayList;
import java.util.List;

/** Ten commands at once on a session that has no connection, against one connect and one command. */
public final class ColdStarts implements Scenario.Measurement {

    @Override
    public void measure(Peer peer, Scenario.Scale scale, Scenario.Report report) throws Exception {
        List<Double> ten = new ArrayList<>();
        List<Double> one = new ArrayList<>();
        int warmUp = scale.of(8, 20);
        for (int i = 0; i < warmUp + scale.of(12, 60); i++) {
            String session = "cold" + i;
            long start = System.nanoTime();
            try (Peer.Link link = peer.connect("one" + i)) {
                link.run("true");
                long took = System.nanoTime() - start;
                if (i >= warmUp) {
                    one.add(took / 1e6);
                }
            }
            double all = atOnce(10, () -> {
                try (Peer.Link link = peer.connect(session)) {
                    return link.run("true");
                }
            });
            if (i >= warmUp) {
                ten.add(all);
            }
        }
        report.figure("ten at once", "ms", median(ten));
        report.figure("ten at once / connect and one", "x", median(ten) / median(one));
    }
}
