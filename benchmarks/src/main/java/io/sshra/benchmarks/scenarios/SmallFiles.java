package io.sshra.benchmarks.scenarios;

import static io.sshra.benchmarks.scenarios.Measuring.inFolder;

import io.sshra.benchmarks.Peer;
import io.sshra.benchmarks.Scenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Many small files by SFTP. */
public final class SmallFiles implements Scenario.Measurement {

    @Override
    public void measure(Peer peer, Scenario.Scale scale, Scenario.Report report) throws Exception {
        inFolder(folder -> {
            int count = scale.of(1000, 2000);
            Path files = Files.createDirectory(folder.resolve("files"));
            for (int i = 0; i < count; i++) {
                Files.write(files.resolve("file" + i), new byte[1024]);
            }
            try (Peer.Link link = peer.connect()) {
                link.uploadTree(files, folder.resolve("warm").toString());
                long start = System.nanoTime();
                link.uploadTree(files, folder.resolve("there").toString());
                report.figure("upload", "1/s", count * 1e9 / (System.nanoTime() - start));
                start = System.nanoTime();
                link.downloadTree(folder.resolve("there").toString(), folder.resolve("back"));
                report.figure("download", "1/s", count * 1e9 / (System.nanoTime() - start));
            }
            try (Stream<Path> back = Files.walk(folder.resolve("back"))) {
                if (back.filter(Files::isRegularFile).count() != count) {
                    throw new IllegalStateException("files are missing");
                }
            }
        });
    }
}
