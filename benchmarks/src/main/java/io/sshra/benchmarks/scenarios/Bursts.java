package io.sshra.benchmarks.scenarios;

import static io.sshra.benchmarks.scenarios.Measuring.atOnce;
import static io.sshra.benchmarks.scenarios.Measuring.median;

import io.sshra.benchmarks.Peer;
import io.sshra.benchmarks.Scenario;
import java.util.ArrayList;
import java.util.List;

/** Twenty sessions connect at once. */
public final class Bursts implements Scenario.Measurement {

    @Override
    public void measure(Peer peer, Scenario.Scale scale, Scenario.Report report) throws Exception {
        List<Double> all = new ArrayList<>();
        int warmUp = scale.of(3, 6);
        for (int i = 0; i < warmUp + scale.of(5, 20); i++) {
            List<Peer.Link> links = new ArrayList<>();
            double took = atOnce(20, () -> {
                Peer.Link link = peer.connect();
                synchronized (links) {
                    links.add(link);
                }
                return link;
            });
            for (Peer.Link link : links) {
                link.close();
            }
            if (i >= warmUp) {
                all.add(took);
            }
        }
        report.figure("twenty connected", "ms", median(all));
    }
}
