package io.sshra.benchmarks.scenarios;

import static io.sshra.benchmarks.scenarios.Measuring.MIB;
import static io.sshra.benchmarks.scenarios.Measuring.inFolder;
import static io.sshra.benchmarks.scenarios.Measuring.median;
import static io.sshra.benchmarks.scenarios.Measuring.rate;
import static io.sshra.benchmarks.scenarios.Measuring.repeat;

import io.sshra.benchmarks.Peer;
import io.sshra.benchmarks.Scenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One large file by SFTP. */
public final class LargeFile implements Scenario.Measurement {

    @Override
    public void measure(Peer peer, Scenario.Scale scale, Scenario.Report report) throws Exception {
        inFolder(folder -> {
            Path file = folder.resolve("file");
            byte[] content = new byte[(int) (scale.of(64, 128) * MIB)];
            new java.util.Random(1).nextBytes(content);
            Files.write(file, content);
            List<Double> up = new ArrayList<>();
            List<Double> down = new ArrayList<>();
            try (Peer.Link link = peer.connect()) {
                // See Streams.
                repeat(Integer.MAX_VALUE, scale.of(2, 4), () -> {
                    transfer(link, file, new ArrayList<>(), new ArrayList<>());
                    return null;
                });
                repeat(4, scale.of(5, 10), () -> {
                    transfer(link, file, up, down);
                    return null;
                });
            }
            report.figure("upload", "MB/s", median(up));
            report.figure("download", "MB/s", median(down));
        });
    }

    private static void transfer(Peer.Link link, Path file, List<Double> up, List<Double> down) throws Exception {
        long size = Files.size(file);
        Path there = file.resolveSibling("there");
        long start = System.nanoTime();
        link.upload(file, there.toString());
        up.add(rate(size, start));
        Path back = file.resolveSibling("back");
        start = System.nanoTime();
        link.download(there.toString(), back);
        down.add(rate(size, start));
        if (Files.mismatch(file, back) >= 0) {
            throw new IllegalStateException("the file was corrupted in transit");
        }
        Files.delete(there);
        Files.delete(back);
    }
}
