package io.sshra.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** What is measured, in one JVM for one peer. */
enum Scenario {

    /** Latency of {@code true} on a connection that is open. */
    COMMAND {
        @Override
        void measure(Peer peer, Scale scale, Report report) throws Exception {
            try (Peer.Link link = peer.connect()) {
                long seconds = scale.of(2, 20);
                repeat(scale.of(300, 2000), seconds, () -> link.run("true"));
                Histogram micros = new Histogram(3);
                repeat(scale.of(500, 3000), seconds, () -> {
                    long start = System.nanoTime();
                    if (link.run("true") != 0) {
                        throw new IllegalStateException("the command failed");
                    }
                    micros.recordValue((System.nanoTime() - start) / 1000);
                    return null;
                });
                report.figure("p50", "ms", micros.getValueAtPercentile(50) / 1000.0);
                report.figure("p99", "ms", micros.getValueAtPercentile(99) / 1000.0);
            }
        }
    },

    /** Time to connect and authenticate. */
    CONNECT {
        @Override
        void measure(Peer peer, Scale scale, Report report) throws Exception {
            Histogram micros = new Histogram(3);
            int warmUp = scale.of(15, 60);
            for (int i = 0; i < warmUp + scale.of(30, 200); i++) {
                long start = System.nanoTime();
                Peer.Link link = peer.connect();
                long took = (System.nanoTime() - start) / 1000;
                link.close();
                if (i >= warmUp) {
                    micros.recordValue(took);
                }
            }
            report.figure("p50", "ms", micros.getValueAtPercentile(50) / 1000.0);
            report.figure("p99", "ms", micros.getValueAtPercentile(99) / 1000.0);
        }
    },

    /** Ten commands at once on a session that has no connection, against one connect and one command. */
    COLD_START {
        @Override
        void measure(Peer peer, Scale scale, Report report) throws Exception {
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
    },

    /** Twenty sessions connect at once. */
    BURST {
        @Override
        void measure(Peer peer, Scale scale, Report report) throws Exception {
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
    },

    /** Commands in each second, by several threads, on one connection and on one for each. */
    THROUGHPUT {
        @Override
        void measure(Peer peer, Scale scale, Report report) throws Exception {
            int[] threads = scale == Scale.SHORT ? new int[] {1, 4, 16} : new int[] {1, 2, 4, 8, 16, 32, 64};
            try (Peer.Link link = peer.connect()) {
                flood(4, scale.of(1, 4), thread -> link);
                for (int count : threads) {
                    if (count <= 32) {
                        report.figure("one connection, " + count + " threads", "1/s", flood(count, scale.of(2, 5), thread -> link));
                    }
                }
            }
            List<Peer.Link> links = new ArrayList<>();
            for (int count : threads) {
                while (links.size() < count) {
                    links.add(peer.connect());
                }
                report.figure(count + " connections and threads", "1/s", flood(count, scale.of(2, 5), links::get));
            }
            for (Peer.Link link : links) {
                link.close();
            }
        }
    },

    /** Reading and writing the streams of a process. */
    STREAM {
        @Override
        void measure(Peer peer, Scale scale, Report report) throws Exception {
            long bytes = scale.of(64, 512) * MIB;
            try (Peer.Link link = peer.connect()) {
                List<Double> read = new ArrayList<>();
                List<Double> write = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    long start = System.nanoTime();
                    if (link.read("head -c " + bytes + " /dev/zero") != bytes) {
                        throw new IllegalStateException("bytes are missing");
                    }
                    read.add(rate(bytes, start));
                    start = System.nanoTime();
                    link.write("cat > /dev/null", bytes);
                    write.add(rate(bytes, start));
                }
                report.figure("read", "MB/s", median(read.subList(1, read.size())));
                report.figure("write", "MB/s", median(write.subList(1, write.size())));
            }
        }
    },

    /** One large file by SFTP. */
    LARGE_FILE {
        @Override
        void measure(Peer peer, Scale scale, Report report) throws Exception {
            inFolder(folder -> {
                Path file = folder.resolve("file");
                byte[] content = new byte[(int) (scale.of(64, 128) * MIB)];
                new java.util.Random(1).nextBytes(content);
                Files.write(file, content);
                List<Double> up = new ArrayList<>();
                List<Double> down = new ArrayList<>();
                try (Peer.Link link = peer.connect()) {
                    for (int i = 0; i < scale.of(3, 8); i++) {
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
    },

    /** Many small files by SFTP. */
    SMALL_FILES {
        @Override
        void measure(Peer peer, Scale scale, Report report) throws Exception {
            inFolder(folder -> {
                int count = scale.of(1000, 10_000);
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
    };

    static final long MIB = 1 << 20;

    abstract void measure(Peer peer, Scale scale, Report report) throws Exception;

    /** How much is measured: in less than five minutes what matters most, or all of it. */
    enum Scale {
        SHORT, FULL;

        private static final Set<Scenario> FIRST = EnumSet.of(COMMAND, CONNECT, COLD_START, STREAM, LARGE_FILE);
        private static final Set<Scenario> BY_DEFAULT = EnumSet.of(COMMAND, CONNECT);

        boolean includes(Scenario scenario, Client client, boolean defaults) {
            return this == FULL || (defaults ? BY_DEFAULT : FIRST).contains(scenario) && client.isFirst()
                    && !(scenario == CONNECT && client == Client.OPENSSH_MASTER);
        }

        int of(int inShort, int inFull) {
            return this == SHORT ? inShort : inFull;
        }
    }

    /** Takes the figures. */
    interface Report {
        void figure(String name, String unit, double value);
    }

    /** So many times, or so long: a client that is slow is measured less often. */
    private static void repeat(int times, long seconds, Callable<?> action) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (int i = 0; i < times && System.nanoTime() < end; i++) {
            action.call();
        }
    }

    private interface InFolder {
        void run(Path folder) throws Exception;
    }

    private static void inFolder(InFolder action) throws Exception {
        Path folder = Files.createTempDirectory("benchmark");
        try {
            action.run(folder);
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /** Milliseconds until all have done it. */
    private static double atOnce(int count, Callable<?> action) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            CountDownLatch ready = new CountDownLatch(count);
            CountDownLatch go = new CountDownLatch(1);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(threads.submit(() -> {
                    ready.countDown();
                    go.await();
                    return action.call();
                }));
            }
            ready.await();
            long start = System.nanoTime();
            go.countDown();
            for (Future<?> one : all) {
                one.get();
            }
            return (System.nanoTime() - start) / 1e6;
        } finally {
            threads.shutdown();
        }
    }

    private interface LinkOf {
        Peer.Link thread(int number);
    }

    private static double flood(int count, int seconds, LinkOf links) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Peer.Link link = links.thread(i);
                all.add(threads.submit(() -> {
                    int done = 0;
                    while (System.nanoTime() < end) {
                        link.run("true");
                        done++;
                    }
                    return done;
                }));
            }
            double sum = 0;
            for (Future<Integer> one : all) {
                sum += one.get();
            }
            return sum / seconds;
        } finally {
            threads.shutdown();
        }
    }

    private static double rate(long bytes, long startNanos) {
        return bytes / 1e6 / ((System.nanoTime() - startNanos) / 1e9);
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
