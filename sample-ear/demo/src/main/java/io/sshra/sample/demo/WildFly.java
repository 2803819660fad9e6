package io.sshra.sample.demo;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A separate WildFly as a child process, on loopback, with the sample deployed. */
final class WildFly {

    private static final int LOG_LINES_SHOWN = 40;
    private static final int FIRST_PORT = 10_000;
    private static final int LAST_PORT = 32_000;

    /** Uses the application's own identity store (Jakarta Security), not the server's users. */
    private static final String SETTINGS = """
            wildfly-configuration:
              subsystem:
                undertow:
                  application-security-domain:
                    other:
                      integrated-jaspi: false
            """;

    private final Path home;
    private final String configuration;
    private final Path ear;
    private final int port;
    private final int managementPort;
    private final Map<String, String> properties;
    private volatile boolean stopping;
    /** Written under this object's monitor, so that nothing starts after the stop. */
    private volatile Process process;

    /**
     * @param configuration the name of a file in {@code standalone/configuration}
     * @param properties    system properties for the deployed applications
     */
    WildFly(Path home, String configuration, Path ear, int port, Map<String, String> properties) throws IOException {
        this.home = home;
        this.configuration = configuration;
        this.ear = ear;
        this.port = port;
        this.managementPort = freePort();
        this.properties = Map.copyOf(properties);
    }

    Path log() {
        return home.resolve("standalone/log/server.log");
    }

    /** The port of the management interface, on loopback. */
    int managementPort() {
        return managementPort;
    }

    void start() throws IOException {
        deploy();
        Files.deleteIfExists(log());
        Files.createDirectories(log().getParent());
        Path settings = Files.writeString(home.resolve("standalone/configuration/sample.yml"), SETTINGS);
        List<String> command = new ArrayList<>(List.of("/bin/sh", home.resolve("bin/standalone.sh").toString(),
                "-c", configuration, "-b", "127.0.0.1", "-bmanagement", "127.0.0.1", "-Djboss.http.port=" + port,
                "-Djboss.https.port=" + freePort(), "-Djboss.management.http.port=" + managementPort,
                "--yaml=" + settings));
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(home.resolve("standalone/log/console.log").toFile());
        builder.environment().put("LAUNCH_JBOSS_IN_BACKGROUND", "true");
        // The settings of another WildFly on this machine must not apply here.
        builder.environment().keySet().removeIf(name -> name.startsWith("JBOSS_") || name.equals("JAVA_OPTS"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        synchronized (this) {
            if (stopping) {
                throw new IOException("Stopped while starting");
            }
            process = builder.start();
        }
    }

    boolean isStopping() {
        return stopping;
    }

    /** Copies the archive to WildFly's deployment folder, and deletes the markers of an earlier deployment. */
    private void deploy() throws IOException {
        Path deployments = home.resolve("standalone/deployments");
        for (String mark : List.of("deployed", "failed", "undeployed", "pending", "isdeploying")) {
            Files.deleteIfExists(deployments.resolve(ear.getFileName() + "." + mark));
        }
        Files.copy(ear, deployments.resolve(ear.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Below Linux's ephemeral ports, so that no other socket takes it before WildFly has started. */
    static int freePort() throws IOException {
        for (;;) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // Another one, then.
            }
        }
    }

    /** @throws IOException with the end of the log, if the page does not answer within the limit */
    void awaitReady(Duration limit) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline) {
            if (!process.isAlive()) {
                throw new IOException("WildFly has ended unexpectedly. The end of its log:\n" + endOfLog());
            }
            if (Files.exists(home.resolve("standalone/deployments").resolve(ear.getFileName() + ".failed"))) {
                throw new IOException("The sample could not be deployed. The end of the log:\n" + endOfLog());
            }
            if (answers()) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new IOException("The page did not answer within " + limit.toSeconds() + " s. The end of the log:\n" + endOfLog());
    }

    private boolean answers() throws InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        for (String path : List.of("/console/login.html", "/console/api/session")) {
            try {
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(10)).build();
                if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
                    return false;
                }
            } catch (IOException notYet) {
                return false;
            }
        }
        return true;
    }

    private String endOfLog() throws IOException {
        if (!Files.exists(log())) {
            return "(there is none)";
        }
        List<String> lines = Files.readAllLines(log());
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
    }

    void awaitEnd() throws InterruptedException {
        process.waitFor();
    }

    /** Stops WildFly gracefully, or by force after a while. A no-op if it was not started. */
    void stop() {
        Process running;
        synchronized (this) {
            stopping = true;
            running = process;
        }
        if (running == null) {
            return;
        }
        List<ProcessHandle> all = running.descendants().toList();
        all.forEach(ProcessHandle::destroy);
        running.destroy();
        try {
            if (!running.waitFor(20, TimeUnit.SECONDS)) {
                running.destroyForcibly();
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
