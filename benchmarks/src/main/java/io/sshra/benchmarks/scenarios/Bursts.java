package io.sshra.benchmarks.scenarios;

import static io.sshra.benchmarks.scenarios.Measuring.atOnce;
import static io.sshra.benchmarks.scenarios.Measuring.median;

import io.sshra.benchmarks.Peer;
import io.sshra.benchmarks.Scenario;
import java.util.ArrayList;
import java.util.List;

/** Twenty sessions connect concurrently; then the same while the client also waits for two dead hosts. */
public final class Bursts implements Scenario.Measurement {

    @Override
    public void measure(Peer peer, Scenario.Scale scale, Scenario.Report report) throws Exception {
        int times = scale.of(6, 8);
        bursts(peer, scale.of(5, 8));
        double alone = median(bursts(peer, times));
        report.figure("twenty connected", "ms", alone);
        try (DeadHosts dead = new DeadHosts()) {
            dead.occupy(peer);
            double beside = median(bursts(peer, times));
            report.figure("twenty connected beside two dead hosts", "ms", beside);
            report.figure("beside two dead hosts / without them", "x", beside / alone);
        }
    }

    private static List<Double> bursts(Peer peer, int times) throws Exception {
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            List<Peer.Link> links = new ArrayList<>();
            all.add(atOnce(20, () -> {
                Peer.Link link = peer.connect();
                synchronized (links) {
                    links.add(link);
                }
                return link;
            }));
            for (Peer.Link link : links) {
                link.close();
            }
        }
        return all;
    }
}
