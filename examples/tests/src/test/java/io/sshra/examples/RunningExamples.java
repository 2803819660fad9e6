package io.sshra.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.sample.servers.WildFly;
import io.sshra.testing.Patience;
import io.sshra.testing.Watchdog;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jboss.as.controller.client.ModelControllerClient;
import org.jboss.as.controller.client.ModelControllerClientConfiguration;

/** What {@code mvn -Pexamples -pl examples/run -am} starts when everything is built, with the same arguments but for the port. */
final class RunningExamples implements AutoCloseable {

    private static final Path RUN = Readme.PROJECT.resolve("examples/run");
    private static final String FOLDER = RUN.resolve("target").toString();
    private static final Pattern MANAGEMENT = Pattern.compile("curl http://127\\.0\\.0\\.1:(\\d+)/");

    private final int port = WildFly.freePort();
    private final Path output = Files.createTempFile("examples", ".log");
    private final Process launcher;
    private final Watchdog watchdog;

    RunningExamples() throws IOException {
        String pom = Files.readString(RUN.resolve("pom.xml"));
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(System.getProperty("tests.jvm").split(" ")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), all(pom, "<mainClass>([^<]+)").get(0)));
        for (String argument : all(pom, "<argument>([^<]+)")) {
            command.add(argument.replace("${project.build.directory}", FOLDER)
                    .replace("${version.wildfly}", System.getProperty("wildfly.version")).replace("${port}", String.valueOf(port)));
        }
        assertThat(String.join(" ", command)).doesNotContain("${");
        ProcessBuilder builder = new ProcessBuilder(command).directory(Readme.PROJECT.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("LC_ALL", "C");
        launcher = builder.start();
        watchdog = Watchdog.over(launcher.toHandle());
        Awaitility.await().until(() -> output().contains("Press Ctrl-C") || !launcher.isAlive());
        assertThat(launcher.isAlive()).as(output()).isTrue();
    }

    private static List<String> all(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().map(result -> result.group(1)).toList();
    }

    /** What the launcher has printed until now. */
    String output() throws IOException {
        return Files.readString(output);
    }

    /** A text of the README or of the launcher for this port. */
    String here(String text) {
        return text.replace(":8080/", ":" + port + "/");
    }

    URI uri(String pathAndQuery) {
        return URI.create("http://127.0.0.1:" + port + pathAndQuery);
    }

    int managementPort() throws IOException {
        Matcher printed = MANAGEMENT.matcher(output());
        assertThat(printed.find()).isTrue();
        return Integer.parseInt(printed.group(1));
    }

    ModelControllerClient management() throws IOException {
        // WildFly's own 5 s are too short on a busy machine.
        return ModelControllerClient.Factory.create(new ModelControllerClientConfiguration.Builder().setHostName("127.0.0.1").setPort(managementPort())
                .setConnectionTimeout((int) Patience.LIMIT.toMillis()).build());
    }

    /** The value of {@code Authorization} for the log-in that the launcher has made. */
    String authorization() throws IOException {
        List<String> words = List.of(Files.readString(file("netrc")).strip().split(" "));
        return "Basic " + Base64.getEncoder().encodeToString((words.get(3) + ":" + words.get(5)).getBytes(StandardCharsets.UTF_8));
    }

    /** A file that the launcher makes. */
    Path file(String name) {
        return Path.of(FOLDER, "demo", name);
    }

    /** The lines of WildFly's log with this text. */
    List<String> logged(String text) throws IOException {
        Path log = Path.of(FOLDER, "wildfly-" + System.getProperty("wildfly.version"), "standalone/log/server.log");
        return Files.readAllLines(log).stream().filter(line -> line.contains(text)).toList();
    }

    /** The processes that the launcher has started, WildFly and commands, which are running now and have this text in their command lines. */
    List<ProcessHandle> processes(String text) {
        return launcher.descendants().filter(process -> process.info().commandLine().orElse("").contains(text)).toList();
    }

    /** Ends the launcher as Ctrl-C does, and waits for its end. */
    void stop() {
        launcher.destroy();
        Awaitility.await().until(() -> !launcher.isAlive());
    }

    @Override
    public void close() throws IOException {
        stop();
        watchdog.close();
        Files.delete(output);
    }
}
