package io.sshra.benchmarks.scenarios;

import static io.sshra.benchmarks.scenarios.Measuring.inFolder;

import io.sshra.benchmarks.Peer;
import io.sshra.benchmarks.Scenario;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** The cost of each step when a round trip takes 50 ms: milliseconds, and round trips as the relay counts them. */
public final class RoundTrips implements Scenario.Measurement {

    /** The environment variable with the port at which the relay reports its count. */
    public static final String COUNT_PORT = "ROUND_TRIPS_PORT";

    @Override
    public void measure(Peer peer, Scenario.Scale scale, Scenario.Report report) throws Exception {
        inFolder(folder -> {
            Path file = Files.write(folder.resolve("file"), new byte[1024]);
            for (int i = 0; i < scale.of(3, 6); i++) {
                // The first run loads classes.
                steps(peer, folder, file, i == 0 ? (name, unit, value) -> { } : report);
            }
        });
    }

    /** The first file in each direction has its own connection, so this includes opening SFTP. */
    private static void steps(Peer peer, Path folder, Path file, Scenario.Report report) throws Exception {
        Path there = folder.resolve("there");
        Path back = folder.resolve("back");
        try (Peer.Link link = step("connect", report, peer::connect)) {
            step("first command", report, () -> link.run("true"));
            for (int i = 0; i < 3; i++) {
                step("command", report, () -> link.run("true"));
            }
            step("SFTP and a file up", report, () -> up(link, file, there));
            Files.delete(there);
            step("another file up", report, () -> up(link, file, there));
        }
        try (Peer.Link link = peer.connect()) {
            step("SFTP and a file down", report, () -> down(link, there, back));
            Files.delete(back);
            step("another file down", report, () -> down(link, there, back));
        }
        if (Files.mismatch(file, back) >= 0) {
            throw new IllegalStateException("the file was corrupted in transit");
        }
        Files.delete(there);
        Files.delete(back);
    }

    private static Void up(Peer.Link link, Path file, Path there) throws Exception {
        link.upload(file, there.toString());
        return null;
    }

    private static Void down(Peer.Link link, Path there, Path back) throws Exception {
        link.download(there.toString(), back);
        return null;
    }

    private static <T> T step(String name, Scenario.Report report, Callable<T> action) throws Exception {
        int before = count();
        long start = System.nanoTime();
        T result = action.call();
        double took = (System.nanoTime() - start) / 1e6;
        report.figure(name, "ms", took);
        report.figure(name, "trips", count() - before);
        return result;
    }

    private static int count() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", Integer.parseInt(System.getenv(COUNT_PORT)))) {
            return Integer.parseInt(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        }
    }
}
