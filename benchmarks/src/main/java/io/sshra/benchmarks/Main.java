package io.sshra.benchmarks;

import io.sshra.benchmarks.scenarios.RoundTrips;
import io.sshra.testing.DistantPort;
import io.sshra.testing.OpenSshServer;
import io.sshra.testing.TcpService;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Measures all clients in all scenarios, with the same algorithms for all and with the defaults of each. The clients take turns for
 * several rounds, each time in a new JVM.
 */
public final class Main {

    static final String SAME_ALGORITHMS = "same algorithms";
    static final String DEFAULTS = "defaults";

    private static final String[] SAME = {"KexAlgorithms curve25519-sha256,curve25519-sha256@libssh.org",
        "Ciphers aes128-gcm@openssh.com", "HostKeyAlgorithms ssh-ed25519"};
    private static final String[] LIMITS = {"MaxSessions 200", "MaxStartups 1000"};

    private static final Duration ONE_WAY = Duration.ofMillis(25);

    private final Scenario.Scale scale;
    private final List<String> only;
    private final Figures figures = new Figures();

    private Main(Scenario.Scale scale, List<String> only) {
        this.scale = scale;
        this.only = only;
    }

    /** @param arguments "short" or "full", then optionally the names of scenarios and clients to measure */
    public static void main(String[] arguments) throws Exception {
        Scenario.Scale scale = arguments.length == 0 ? Scenario.Scale.SHORT
                : Scenario.Scale.valueOf(arguments[0].toUpperCase(java.util.Locale.ROOT));
        Main main = new Main(scale, List.of(arguments).subList(Math.min(1, arguments.length), arguments.length));
        main.measure(SAME_ALGORITHMS, SAME);
        main.measure(DEFAULTS, new String[0]);
        Results.write(main.figures, Path.of(System.getProperty("benchmarks.results", "results")), scale);
    }

    /** Names of scenarios restrict the scenarios, names of clients the clients; no name of a kind means all of that kind. */
    private boolean isWanted(Enum<?> one, Enum<?>[] kind) {
        return only.contains(one.name()) || Arrays.stream(kind).noneMatch(name -> only.contains(name.name()));
    }

    private boolean isMeasured(Scenario scenario, Client client, boolean defaults) {
        boolean named = !defaults && only.contains(scenario.name());
        return client.takesPart(scenario) && (named || scale.includes(scenario, client, defaults))
                && isWanted(scenario, Scenario.values()) && isWanted(client, Client.values());
    }

    private void measure(String table, String[] algorithms) throws Exception {
        boolean defaults = algorithms.length == 0;
        List<String> configuration = new ArrayList<>(List.of(algorithms));
        configuration.addAll(List.of(LIMITS));
        try (OpenSshServer server = OpenSshServer.start(configuration.toArray(String[]::new))) {
            Path knownHosts = Files.writeString(Files.createTempFile("known_hosts", ""), server.knownHostsLine() + "\n");
            Target target = new Target(server.host(), server.port(), server.username(), server.privateKeyFile(), knownHosts,
                    server.hostKeyFingerprint());
            for (Scenario scenario : Scenario.values()) {
                for (int round = 0; round < scale.rounds(scenario, defaults); round++) {
                    for (Client client : Client.values()) {
                        if (isMeasured(scenario, client, defaults)) {
                            switch (scenario) {
                                case IDLE -> runIdle(table, client, target);
                                case ROUND_TRIPS -> runFarAway(table, client, target);
                                default -> run(table, scenario, client, target, 0);
                            }
                        }
                    }
                }
            }
            Files.delete(knownHosts);
        }
    }

    /** Measures with a separate server that has the same host key. */
    private void runIdle(String table, Client client, Target target) throws Exception {
        Process server = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx4g",
                "-cp", System.getProperty("java.class.path"), IdleServer.class.getName(),
                target.privateKey().resolveSibling(OpenSshServer.HOST_KEY).toString()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(server.getInputStream()))) {
            int port = Integer.parseInt(lines.readLine());
            Path knownHosts = Files.createTempFile("known_hosts", "");
            Files.writeString(knownHosts, Files.readString(target.knownHosts()).replace(":" + target.port(), ":" + port));
            run(table, Scenario.IDLE, client, target.at(port, knownHosts), 0);
            Files.delete(knownHosts);
        } finally {
            server.destroy();
        }
    }

    private void runFarAway(String table, Client client, Target target) throws Exception {
        try (DistantPort port = new DistantPort(target.port(), ONE_WAY);
                TcpService count = TcpService.of(socket ->
                        socket.getOutputStream().write(String.valueOf(port.roundTrips()).getBytes(StandardCharsets.US_ASCII)))) {
            Path knownHosts = Files.createTempFile("known_hosts", "");
            Files.writeString(knownHosts, Files.readString(target.knownHosts()).replace(":" + target.port(), ":" + port.port()));
            run(table, Scenario.ROUND_TRIPS, client, target.at(port.port(), knownHosts), count.port());
            Files.delete(knownHosts);
        }
    }

    private void run(String table, Scenario scenario, Client client, Target target, int countPort) throws Exception {
        List<String> command = client.maker() == null ? script(scenario, target) : java(scenario, client, target);
        long start = System.nanoTime();
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put(RoundTrips.COUNT_PORT, String.valueOf(countPort));
        Process process = builder.start();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(Fork.FIGURE)) {
                    String[] parts = line.split("\t");
                    Client of = parts.length > 4 ? Client.valueOf(parts[4]) : client;
                    figures.add(table, scenario, parts[1], parts[2], of, Double.parseDouble(parts[3]));
                }
            }
        }
        int exit = process.waitFor();
        System.out.printf("%s, %s, %s: %d s%s%n", table, scenario, client.label(),
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start), exit == 0 ? "" : ", FAILED with " + exit);
        if (exit != 0) {
            figures.failed(table, scenario, client);
        }
    }

    private List<String> java(Scenario scenario, Client client, Target target) throws IOException {
        String classPath = System.getProperty("java.class.path");
        if (client == Client.SSH_RA) {
            // The libraries of the shipped adapter, and no other versions of them.
            classPath = adapterFirst(classPath);
        }
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g", "-Djava.util.logging.config.file=" + silence()));
        System.getProperties().stringPropertyNames().stream().filter(name -> name.startsWith("benchmarks."))
                .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
        command.addAll(List.of("-cp", classPath, scenario.fork().getName(), client.name(), scenario.name(), scale.name()));
        command.addAll(target.asArguments());
        return command;
    }

    private static Path silence() throws IOException {
        Path file = Files.createTempFile("logging", ".properties");
        file.toFile().deleteOnExit();
        return Files.writeString(file, ".level = OFF\n");
    }

    private static String adapterFirst(String classPath) throws IOException {
        List<String> entries = new ArrayList<>();
        try (var jars = Files.list(Path.of(System.getProperty("benchmarks.adapter")))) {
            jars.filter(jar -> jar.toString().endsWith(".jar")).map(Path::toString).forEach(entries::add);
        }
        entries.add(classPath);
        return String.join(File.pathSeparator, entries);
    }

    private List<String> script(Scenario scenario, Target target) throws IOException {
        Path script = Files.createTempFile("asyncssh", ".py");
        script.toFile().deleteOnExit();
        try (var in = Main.class.getResourceAsStream("/asyncssh_client.py")) {
            Files.write(script, in.readAllBytes());
        }
        List<String> command = new ArrayList<>(List.of("/usr/bin/python3", "-W", "ignore", script.toString(), scenario.name(), scale.name()));
        command.addAll(target.asArguments());
        return command;
    }
}
