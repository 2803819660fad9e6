package io.sshra.benchmarks.container;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;

/** A WildFly as a child process, on loopback, with a separate folder for its configuration and deployments. */
final class WildFly implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(120);

    private final Path base;
    private final int port;
    private final Process process;

    private WildFly(Path base, int port, Process process) {
        this.base = base;
        this.port = port;
        this.process = process;
    }

    /**
     * Starts one and waits until all archives are deployed.
     *
     * @param home        the folder of the distribution, which is not changed
     * @param javaOptions the options of its JVM
     * @param archives    the archives to deploy
     */
    static WildFly start(Path home, String javaOptions, Archive<?>... archives) throws IOException, InterruptedException {
        Path base = Files.createTempDirectory("wildfly");
        copy(home.resolve("standalone/configuration"), base.resolve("configuration"));
        Path deployments = Files.createDirectory(base.resolve("deployments"));
        for (Archive<?> archive : archives) {
            archive.as(ZipExporter.class).exportTo(deployments.resolve(archive.getName()).toFile());
        }
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", home.resolve("bin/standalone.sh").toString(), "-b", "127.0.0.1",
                "-bmanagement", "127.0.0.1", "-Djboss.server.base.dir=" + base, "-Djboss.http.port=" + port,
                "-Djboss.https.port=" + freePort(), "-Djboss.management.http.port=" + freePort());
        builder.redirectErrorStream(true).redirectOutput(base.resolve("console.log").toFile());
        // The settings of another WildFly on this machine must not apply here.
        builder.environment().keySet().removeIf(name -> name.startsWith("JBOSS_"));
        builder.environment().putAll(Map.of("LAUNCH_JBOSS_IN_BACKGROUND", "true", "JAVA_HOME", System.getProperty("java.home"),
                "JAVA_OPTS", javaOptions));
        WildFly server = new WildFly(base, port, builder.start());
        try {
            for (Archive<?> archive : archives) {
                server.awaitDeployed(deployments.resolve(archive.getName()));
            }
            return server;
        } catch (IOException | InterruptedException e) {
            server.close();
            throw e;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void awaitDeployed(Path archive) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!Files.exists(archive.resolveSibling(archive.getFileName() + ".deployed"))) {
            if (!process.isAlive() || Files.exists(archive.resolveSibling(archive.getFileName() + ".failed"))
                    || System.nanoTime() - deadline > 0) {
                throw new IOException(archive.getFileName() + " was not deployed. WildFly says:\n"
                        + Files.readString(base.resolve("console.log")));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** Returns the lines of an answer while they arrive. */
    Stream<String> get(String path, Map<String, String> parameters) throws IOException, InterruptedException {
        String query = parameters.entrySet().stream()
                .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path + "?" + query)).build();
        // With HTTP/2 the server closes a connection whose answer takes longer than a minute.
        HttpResponse<Stream<String>> response = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()
                .send(request, HttpResponse.BodyHandlers.ofLines());
        if (response.statusCode() != 200) {
            throw new IOException(path + " answered with status " + response.statusCode() + ": "
                    + response.body().collect(Collectors.joining("\n")));
        }
        return response.body();
    }

    @Override
    public void close() throws IOException {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle one : all) {
            one.onExit().join();
        }
        try (Stream<Path> files = Files.walk(base)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
