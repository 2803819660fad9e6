package io.sshra.benchmarks;

import io.sshra.benchmarks.scenarios.Measuring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** An older state of this project: its archive, built from a git commit. */
final class Baseline {

    private Baseline() {
    }

    /**
     * Builds the archive of a commit and returns the folder of its unpacked content. A commit that was built before is not built again.
     *
     * @param commit a name that {@code git rev-parse} understands
     * @param folder where builds are kept
     * @throws Exception if there is no such commit, or if it does not build
     */
    static Path adapter(String commit, Path folder) throws Exception {
        String id = run(Path.of("."), "git", "rev-parse", "--verify", commit + "^{commit}").strip();
        Path adapter = folder.resolve(id);
        if (!Files.exists(adapter)) {
            Measuring.inFolder(sources -> build(id, sources, adapter));
        }
        return adapter;
    }

    private static void build(String id, Path sources, Path adapter) throws IOException, InterruptedException {
        String repository = run(Path.of("."), "git", "rev-parse", "--show-toplevel").strip();
        run(sources, "git", "clone", "--quiet", "--shared", "--no-checkout", repository, ".");
        run(sources, "git", "checkout", "--quiet", "--detach", id);
        System.out.println("Building " + id);
        run(sources, "mvn", "-q", "-B", "-pl", "ssh-ra", "-am", "-DskipTests", "package");
        Path unfinished = Files.createDirectories(adapter.resolveSibling(id + ".unfinished"));
        unpack(archive(sources.resolve("ssh-ra/target")), unfinished);
        Files.move(unfinished, adapter);
    }

    private static Path archive(Path target) throws IOException {
        try (var files = Files.newDirectoryStream(target, "*.rar")) {
            return files.iterator().next();
        }
    }

    private static void unpack(Path archive, Path folder) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (ZipEntry entry : zip.stream().filter(one -> !one.isDirectory()).toList()) {
                Path file = folder.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(zip.getInputStream(entry), file);
            }
        }
    }

    /** Returns what the program prints. */
    private static String run(Path folder, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String printed = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(List.of(command) + " failed: " + printed);
        }
        return printed;
    }
}
