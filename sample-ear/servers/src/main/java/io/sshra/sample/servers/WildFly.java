package io.sshra.sample.servers;

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
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A separate WildFly as a child process, on loopback, with these archives deployed. */
public final class WildFly {

    private static final int LOG_LINES_SHOWN = 40;
    private static final int FIRST_PORT = 10_000;
    private static final int LAST_PORT = 32_000;
    private static final Set<Integer> ANSWERS = Set.of(200, 401);
    private static final String FAILED = ".failed";

    private final Path home;
    private final String configuration;
    private final String settings;
    private final List<Path> archives;
    private final int port;
    private final int managementPort;
    private final Map<String, String> properties;
    private volatile boolean stopping;
    /** Written under this object's monitor, so that nothing starts after the stop. */
    private volatile Process process;

    /**
     * @param configuration the name of a file in {@code standalone/configuration}
     * @param settings      changes of that configuration, in WildFly's YAML; empty for none
     * @param archives      what is deployed
     * @param properties    system properties for the deployed applications
     */
    public WildFly(Path home, String configuration, String settings, List<Path> archives, int port, Map<String, String> properties)
            throws IOException {
        this.home = home;
        this.configuration = configuration;
        this.settings = settings;
        this.archives = List.copyOf(archives);
        this.port = port;
        this.managementPort = freePort();
        this.properties = Map.copyOf(properties);
    }

    /**
     * Makes a home that links to an installation, with a server directory of its own. So several servers can run at the same time.
     *
     * @param home does not exist yet
     * @return the home
     */
    public static Path linked(Path installation, Path home) throws IOException {
        Path configuration = Files.createDirectories(home.resolve("standalone/configuration"));
        Files.createDirectory(home.resolve("standalone/deployments"));
        for (Path file : list(installation)) {
            if (!file.endsWith("standalone")) {
                Files.createSymbolicLink(home.resolve(file.getFileName()), file);
            }
        }
        for (Path file : list(installation.resolve("standalone/configuration"))) {
            if (Files.isRegularFile(file)) {
                Files.copy(file, configuration.resolve(file.getFileName()));
            }
        }
        return home;
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    public Path log() {
        return home.resolve("standalone/log/server.log");
    }

    /** The port of the management interface, on loopback. */
    public int managementPort() {
        return managementPort;
    }

    public void start() throws IOException {
        deploy();
        Files.deleteIfExists(log());
        Files.createDirectories(log().getParent());
        List<String> command = new ArrayList<>(List.of("/bin/sh", home.resolve("bin/standalone.sh").toString(),
                "-c", configuration, "-b", "127.0.0.1", "-bmanagement", "127.0.0.1", "-Djboss.http.port=" + port,
                "-Djboss.https.port=" + freePort(), "-Djboss.ajp.port=" + freePort(), "-Djboss.management.http.port=" + managementPort));
        if (!settings.isEmpty()) {
            command.add("--yaml=" + Files.writeString(home.resolve("standalone/configuration/settings.yml"), settings));
        }
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

    /** The name of its folder. */
    public String name() {
        return home.getFileName().toString();
    }

    /** The port of its pages, on loopback. */
    public int port() {
        return port;
    }

    /** The number of the server's process; only while it runs. */
    public long pid() {
        return process.descendants().filter(child -> child.info().command().orElse("").endsWith("/java")).findFirst().orElse(process.toHandle()).pid();
    }

    public boolean isStopping() {
        return stopping;
    }

    private Path deployed(Path archive, String mark) {
        return home.resolve("standalone/deployments").resolve(archive.getFileName() + mark);
    }

    /** Copies the archives to WildFly's deployment folder, and deletes the markers of an earlier deployment. */
    private void deploy() throws IOException {
        for (Path archive : archives) {
            for (String mark : List.of(".deployed", FAILED, ".undeployed", ".pending", ".isdeploying")) {
                Files.deleteIfExists(deployed(archive, mark));
            }
            Files.copy(archive, deployed(archive, ""), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Below Linux's ephemeral ports, so that no other socket takes it before WildFly has started. */
    public static int freePort() throws IOException {
        for (;;) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // Another one, then.
            }
        }
    }

    /**
     * Waits until each of these pages answers, or asks for a log-in.
     *
     * @param pages their paths
     * @throws IOException with the end of the log, if they do not answer within the limit
     */
    public void awaitReady(Duration limit, List<String> pages) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline) {
            if (!process.isAlive()) {
                throw new IOException("WildFly has ended unexpectedly. The end of its log:\n" + endOfLog());
            }
            for (Path archive : archives) {
                if (Files.exists(deployed(archive, FAILED))) {
                    throw new IOException(archive.getFileName() + " could not be deployed. The end of the log:\n" + endOfLog());
                }
            }
            if (answer(pages)) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new IOException("The pages did not answer within " + limit.toSeconds() + " s. The end of the log:\n" + endOfLog());
    }

    private boolean answer(List<String> pages) throws InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        for (String page : pages) {
            try {
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + page))
                        .timeout(Duration.ofSeconds(10)).build();
                if (!ANSWERS.contains(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())) {
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

    public void awaitEnd() throws InterruptedException {
        process.waitFor();
    }

    /** Stops WildFly gracefully, or by force after a while. A no-op if it was not started. */
    public void stop() {
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
