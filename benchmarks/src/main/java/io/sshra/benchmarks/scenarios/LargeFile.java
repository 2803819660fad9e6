package io.sshra.benchmarks.scenarios;

import static io.sshra.benchmarks.scenarios.Measuring.MIB;
import static io.sshra.benchmarks.scenarios.Measuring.inFolder;
import static io.sshra.benchmarks.scenarios.Measuring.median;
import static io.sshra.benchmarks.scenarios.Measuring.rate;

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
                for (int i = 0; i < scale.of(3, 6); i++) {
                    Path there = folder.resolve("there" + i);
                    long start = System.nanoTime();
                    link.upload(file, there.toString());
                    up.add(rate(content.length, start));
                    Path back = folder.resolve("back" + i);
                    start = System.nanoTime();
                    link.download(there.toString(), back);
                    down.add(rate(content.length, start));
                    if (Files.mismatch(file, back) >= 0) {
                        throw new IllegalStateException("the file has changed on its way");
                    }
                    Files.delete(there);
                    Files.delete(back);
                }
            }
            report.figure("upload", "MB/s", median(up.subList(1, up.size())));
            report.figure("download", "MB/s", median(down.subList(1, down.size())));
        });
    }
}
