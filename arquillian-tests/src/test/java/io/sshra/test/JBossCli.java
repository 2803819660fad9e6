package io.sshra.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs the scripts of docs/cli with WildFly's command line on the running server. On the client's side only. */
final class JBossCli {

    private static final Path SCRIPTS = Path.of("..", "docs", "cli").toAbsolutePath().normalize();

    private final Path file;
    private final Map<String, String> properties;
    private final StringBuilder transcript = new StringBuilder();

    /**
     * @param file       gets the properties, and is used instead of docs/cli/ssh-ra.properties
     * @param properties the values that the scripts need
     */
    JBossCli(Path file, Map<String, String> properties) {
        this.file = file;
        this.properties = properties;
    }

    /** As an operator edits the file. */
    void set(String property, String value) {
        properties.put(property, value);
    }

    /** All scripts. */
    static List<String> scripts() throws IOException {
        try (var files = Files.list(SCRIPTS)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".cli")).sorted().toList();
        }
    }

    /**
     * Returns the output.
     *
     * @throws IllegalStateException if a command of it failed
     */
    String run(String script) throws IOException, InterruptedException {
        Files.write(file, properties.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList());
        List<String> command = List.of("sh", Path.of(System.getProperty("wildfly.home"), "bin", "jboss-cli.sh").toString(),
                "--connect", "--timeout=60000", "--controller=127.0.0.1:" + System.getProperty("wildfly.port.management"), "--no-color-output",
                "--echo-command", "--file=" + SCRIPTS.resolve(script), "--properties=" + file, "--resolve-parameter-values");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_OPTS", System.getProperty("wildfly.jvm"));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        transcript.append("$ bin/jboss-cli.sh --connect --file=").append(script).append(" …\n").append(output).append('\n');
        if (process.waitFor() != 0) {
            throw new IllegalStateException(script + " gives " + output);
        }
        return output;
    }

    /** All commands and their output. */
    String transcript() {
        return transcript.toString();
    }
}
