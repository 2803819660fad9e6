package io.sshra.benchmarks.scenarios;

import static io.sshra.benchmarks.scenarios.Measuring.MIB;
import static io.sshra.benchmarks.scenarios.Measuring.median;
import static io.sshra.benchmarks.scenarios.Measuring.rate;
import static io.sshra.benchmarks.scenarios.Measuring.repeat;

import io.sshra.benchmarks.Peer;
import io.sshra.benchmarks.Scenario;
import java.util.ArrayList;
import java.util.List;

/** Reading and writing the streams of a process. */
public final class Streams implements Scenario.Measurement {

    @Override
    public void measure(Peer peer, Scenario.Scale scale, Scenario.Report report) throws Exception {
        long bytes = scale.of(64, 128) * MIB;
        try (Peer.Link link = peer.connect()) {
            List<Double> read = new ArrayList<>();
            List<Double> write = new ArrayList<>();
            // An application server usually runs for longer than it takes to compile the cipher.
            repeat(Integer.MAX_VALUE, scale.of(3, 4), () -> {
                transfer(link, bytes, new ArrayList<>(), new ArrayList<>());
                return null;
            });
            repeat(4, scale.of(5, 10), () -> {
                transfer(link, bytes, read, write);
                return null;
            });
            report.figure("read", "MB/s", median(read));
            report.figure("write", "MB/s", median(write));
        }
    }

    private static void transfer(Peer.Link link, long bytes, List<Double> read, List<Double> write) throws Exception {
        long start = System.nanoTime();
        if (link.read("head -c " + bytes + " /dev/zero") != bytes) {
            throw new IllegalStateException("bytes are missing");
        }
        read.add(rate(bytes, start));
        start = System.nanoTime();
        link.write("cat > /dev/null", bytes);
        write.add(rate(bytes, start));
    }
}
