package io.sshra.test.servers;

import io.sshra.test.Ports;
import io.sshra.testing.Patience;
import io.sshra.testing.Watchdog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A server that a script starts, in a folder of its own below {@code target}, on free ports of loopback. It ends with the tests' JVM at the latest. */
abstract class ServerProgram implements ApplicationServer {

    /** Where the build has unpacked the servers. */
    static final Path HOMES = Path.of(System.getProperty("servers.home"));

    /** What this server writes, and its configuration. */
    final Path folder;
    final int port = Ports.free();
    Machine machine;
    Map<String, Integer> properties;
    private final int jdk;
    private Process process;
    private Watchdog watchdog;

    /** @param jdk the feature version of the JDK on which it runs; 0 for that of the tests */
    ServerProgram(String name, int jdk) {
        this.folder = Path.of(System.getProperty("servers.base"), "server-" + name);
        this.jdk = jdk;
    }

    @Override
    public final void start(Machine withMachine, Map<String, Integer> withProperties) throws Exception {
        machine = withMachine;
        properties = withProperties;
        Files.createDirectories(console().getParent());
        prepare();
        Process started = builder(command()).redirectOutput(console().toFile()).start();
        process = started;
        watchdog = Watchdog.over(started.toHandle());
        deployed();
    }

    /** What it prints. The build looks for secrets in the logs in this folder. */
    final Path console() {
        return folder.resolve("log/console.log");
    }

    /** Writes what the server needs before its start. */
    abstract void prepare() throws Exception;

    /** What starts it in the foreground. */
    abstract String[] command();

    /** Waits until the server runs, and deploys what it does not deploy by itself at its start. */
    abstract void deployed() throws Exception;

    /** Environment variables. */
    abstract Map<String, String> environment();

    final ProcessBuilder builder(String... command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        String java = javaHome();
        builder.environment().put("JAVA_HOME", java);
        // GlassFish's and Payara's scripts look there, or take what is on the PATH.
        builder.environment().put("AS_JAVA", java);
        builder.environment().put("PATH", java + "/bin:" + System.getenv("PATH"));
        // The launcher of each JVM reads it. See tests.jvm in the parent pom. What only soft references retain is no leak, and ends at once.
        builder.environment().put("JDK_JAVA_OPTIONS", System.getProperty("servers.jvm") + " -XX:SoftRefLRUPolicyMSPerMB=0");
        builder.environment().putAll(environment());
        return builder;
    }

    private String javaHome() {
        if (jdk == 0) {
            return System.getProperty("java.home");
        }
        String found = RequiresJdk.Condition.find(jdk);
        if (found.isEmpty()) {
            throw new IllegalStateException("There is no JDK " + jdk + " beside the JDK in use");
        }
        return found;
    }

    /** Runs a program to its end. */
    final String run(String... command) throws IOException, InterruptedException {
        Process program = builder(command).start();
        program.getOutputStream().close();
        String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (program.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " gives " + output);
        }
        return output;
    }

    /** Waits for something of the server; fails at once if it has ended. */
    final void await(String what, BooleanSupplier condition) {
        try {
            Awaitility.await(what).atMost(Patience.LIMIT).pollInterval(100, TimeUnit.MILLISECONDS).until(() -> {
                if (!process.isAlive()) {
                    throw new IllegalStateException("The server has ended: " + printed());
                }
                return condition.getAsBoolean();
            });
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException("The server prints: " + printed(), e);
        }
    }

    private String printed() {
        try {
            return Files.readString(console());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the application is there. */
    final boolean answers() {
        try {
            HttpURLConnection connection = (HttpURLConnection) application().resolve("ssh/open").toURL().openConnection();
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }

    final long loggedTimes(String text) {
        return Files.exists(log()) ? logged(text).size() : 0;
    }

    /** Scripts start the server's JVM as a child, become it, or are a JVM themselves that starts it. */
    @Override
    public final long pid() {
        return process.toHandle().descendants().filter(child -> child.info().command().orElse("").endsWith("/java"))
                .reduce((launcher, server) -> server).orElse(process.toHandle()).pid();
    }

    @Override
    public final URI application() {
        return URI.create("http://127.0.0.1:" + port + "/application/");
    }

    /** Replaces a file in one step: servers look at their files at any time. */
    static void replace(Path file, String text) throws IOException {
        Path made = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Asks the server to end, as an operator does, and waits until it has. */
    final void terminate() {
        process.destroy();
        Awaitility.await("the end").atMost(Patience.LIMIT).until(() -> !process.isAlive());
    }

    @Override
    public final void close() {
        if (process != null) {
            // The next start needs the ports of all of them.
            List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(one -> one.onExit().join());
            watchdog.close();
            process = null;
        }
    }
}
