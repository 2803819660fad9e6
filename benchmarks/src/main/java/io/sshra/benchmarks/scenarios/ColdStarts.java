package io.sshra.benchmarks.scenarios;

import static io.sshra.benchmarks.scenarios.Measuring.atOnce;
import static io.sshra.benchmarks.scenarios.Measuring.median;
import static io.sshra.benchmarks.scenarios.Measuring.repeat;

import io.sshra.benchmarks.Peer;
import io.sshra.benchmarks.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** Compares ten concurrent commands in a session without a connection with one connect and one command. */
public final class ColdStarts implements Scenario.Measurement {

    @Override
    public void measure(Peer peer, Scenario.Scale scale, Scenario.Report report) throws Exception {
        List<Double> ten = new ArrayList<>();
        List<Double> one = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        AtomicInteger sessions = new AtomicInteger();
        Callable<Void> both = () -> {
            double single = commandsInNewSession(1, peer, sessions);
            double all = commandsInNewSession(10, peer, sessions);
            one.add(single);
            ten.add(all);
            ratios.add(all / single);
            return null;
        };
        repeat(scale.of(15, 30), scale.of(3, 6), both);
        for (List<Double> warmUp : List.of(one, ten, ratios)) {
            warmUp.clear();
        }
        repeat(scale.of(21, 41), scale.of(4, 8), both);
        report.figure("ten at once", "ms", median(ten));
        report.figure("connect and one", "ms", median(one));
        // The ratio of two consecutive measurements, because the machine's speed varies.
        report.figure("ten at once / connect and one", "x", median(ratios));
    }

    private static double commandsInNewSession(int count, Peer peer, AtomicInteger sessions) throws Exception {
        String session = "cold" + sessions.incrementAndGet();
        return atOnce(count, () -> {
            try (Peer.Link link = peer.connect(session)) {
                return link.run("true");
            }
        });
    }
}
