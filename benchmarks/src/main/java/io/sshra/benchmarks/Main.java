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
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    /** The folder of the unpacked archive of each measured state of ssh-ra. */
    private final Map<Client, Path> adapters = new EnumMap<>(Client.class);
    private final Figures figures = new Figures();
    private final long startNanos = System.nanoTime();
    private final Map<Measured, Long> roundNanos = new HashMap<>();

    /** A scenario with the algorithms of a table. */
    private record Measured(Table table, Scenario scenario) {
    }

    /** The server of a table, with its algorithms. */
    private record Table(String name, OpenSshServer server, Target target) implements AutoCloseable {

        static Table of(String name, String... algorithms) throws IOException {
            List<String> configuration = new ArrayList<>(List.of(algorithms));
            configuration.addAll(List.of(LIMITS));
            OpenSshServer server = OpenSshServer.start(configuration.toArray(String[]::new));
            Path knownHosts = Files.writeString(Files.createTempFile("known_hosts", ""), server.knownHostsLine() + "\n");
            return new Table(name, server, new Target(server.host(), server.port(), server.username(), server.privateKeyFile(), knownHosts,
                    server.hostKeyFingerprint()));
        }

        boolean hasDefaults() {
            return name.equals(DEFAULTS);
        }

        @Override
        public void close() throws IOException {
            server.close();
            Files.delete(target.knownHosts());
        }
    }

    private Main(Scenario.Scale scale, List<String> only) throws Exception {
        this.scale = scale;
        this.only = only;
        adapters.put(Client.SSH_RA, Path.of(System.getProperty("benchmarks.adapter")));
        String baseline = System.getProperty("benchmarks.baseline", "");
        if (!baseline.isEmpty()) {
            adapters.put(Client.BASELINE, Baseline.adapter(baseline, Path.of(System.getProperty("java.io.tmpdir"), "ssh-ra-baselines")));
        }
    }

    /**
     * @param arguments "short" or "full", then optionally the names of scenarios and clients to measure. The property
     *                  {@code benchmarks.load} is "quiet" or "busy": with a process beside it that uses one processor;
     *                  {@code benchmarks.baseline} names a git commit that is measured, too
     */
    public static void main(String[] arguments) throws Exception {
        Scenario.Scale scale = arguments.length == 0 ? Scenario.Scale.SHORT
                : Scenario.Scale.valueOf(arguments[0].toUpperCase(Locale.ROOT));
        String load = System.getProperty("benchmarks.load", "quiet");
        if (!List.of("quiet", "busy").contains(load)) {
            throw new IllegalArgumentException("the load is quiet or busy, and not " + load);
        }
        Main main = new Main(scale, List.of(arguments).subList(Math.min(1, arguments.length), arguments.length));
        BusyProcess busy = load.equals("busy") ? BusyProcess.start() : null;
        try {
            main.measure();
        } finally {
            if (busy != null) {
                busy.close();
            }
        }
        Results.write(main.figures, Path.of(System.getProperty("benchmarks.results", "results")),
                scale.name().toLowerCase(Locale.ROOT) + " " + load + " run");
        if (!main.figures.failures().isEmpty()) {
            throw new IllegalStateException("Not measured, see above: " + main.figures.failures());
        }
    }

    /** Names of scenarios restrict the scenarios, names of clients the clients; no name of a kind means all of that kind. */
    private boolean isWanted(Enum<?> one, Enum<?>[] kind) {
        return only.contains(one.name()) || Arrays.stream(kind).noneMatch(name -> only.contains(name.name()));
    }

    private boolean isMeasured(Scenario scenario, Client client, boolean defaults) {
        boolean named = !defaults && only.contains(scenario.name());
        return client.takesPart(scenario) && (named || scale.includes(scenario, client, defaults))
                && (!client.isAdapter() || adapters.containsKey(client))
                && isWanted(scenario, Scenario.values()) && isWanted(client, Client.values());
    }

    /** All scenarios once, then again while there is time, so that a slow machine measures all of them less often. */
    private void measure() throws Exception {
        try (Table same = Table.of(SAME_ALGORITHMS, SAME); Table defaults = Table.of(DEFAULTS)) {
            for (int round = 0; round < scale.mostRounds(); round++) {
                for (Table table : List.of(same, defaults)) {
                    for (Scenario scenario : Scenario.values()) {
                        if (round < scale.rounds(scenario) && hasTime(new Measured(table, scenario))) {
                            round(new Measured(table, scenario));
                        }
                    }
                }
            }
        }
    }

    private boolean hasTime(Measured next) {
        Long took = roundNanos.get(next);
        return took == null || System.nanoTime() - startNanos + took < scale.limit().toNanos();
    }

    private void round(Measured measured) throws Exception {
        long start = System.nanoTime();
        Table table = measured.table();
        for (Client client : Client.values()) {
            if (isMeasured(measured.scenario(), client, table.hasDefaults())) {
                switch (measured.scenario()) {
                    case IDLE -> runIdle(table.name(), client, table.target());
                    case ROUND_TRIPS -> runFarAway(table.name(), client, table.target());
                    default -> run(table.name(), measured.scenario(), client, table.target(), 0);
                }
            }
        }
        roundNanos.put(measured, System.nanoTime() - start);
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
        // The libraries of the shipped adapter, and no other versions of them.
        String classPath = client.isAdapter() ? adapterFirst(adapters.get(client)) : System.getProperty("java.class.path");
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g", "-XX:-UseDynamicNumberOfCompilerThreads", "-Djava.util.logging.config.file=" + silence()));
        command.add("-Dbenchmarks.adapter=" + adapters.get(client.isAdapter() ? client : Client.SSH_RA));
        command.add("-Dbenchmarks.wildfly=" + System.getProperty("benchmarks.wildfly"));
        command.addAll(List.of("-cp", classPath, scenario.fork().getName(), client.name(), scenario.name(), scale.name()));
        command.addAll(target.asArguments());
        return command;
    }

    private static Path silence() throws IOException {
        Path file = Files.createTempFile("logging", ".properties");
        file.toFile().deleteOnExit();
        return Files.writeString(file, ".level = OFF\n");
    }

    private static String adapterFirst(Path adapter) throws IOException {
        List<String> entries = new ArrayList<>();
        try (var jars = Files.list(adapter)) {
            jars.filter(jar -> jar.toString().endsWith(".jar")).map(Path::toString).forEach(entries::add);
        }
        entries.add(System.getProperty("java.class.path"));
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
