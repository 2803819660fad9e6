package io.sshra.test.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An application for Quarkus, which is its own server: {@code examples/quarkus}, or the same with the servlet of the contract tests. It has one
 * connection definition, so the small one is the same, after a start with a few places.
 */
final class Quarkus extends ServerProgram {

    private static final String PREFIX = "-Dquarkus.ironjacamar.ra.";
    private static final String PLACES = "cm.pool.config.max-size";

    private final Path application;

    /**
     * @param name        of its folder
     * @param application the folder of the module that makes the application
     */
    Quarkus(String name, String application) {
        super("quarkus-" + name, 0);
        this.application = Path.of(application).toAbsolutePath();
    }

    @Override
    void prepare() {
        // It is configured by its command line.
    }

    @Override
    public Map<String, Integer> smallPool() {
        return Map.of(PLACES, Application.PLACES);
    }

    @Override
    String[] command() {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port, PREFIX + "config.profilesFile=" + machine.profiles()));
        properties.forEach((name, value) -> command.add(PREFIX + (name.equals(PLACES) ? name : "config." + name) + "=" + value));
        if (properties.containsKey(PLACES)) {
            command.addAll(List.of(PREFIX + "config.definitionName=" + SMALL_NAME, PREFIX + "cm.pool.config.blocking-timeout=1s"));
        }
        command.addAll(List.of("-jar", application.resolve("target/quarkus-app/quarkus-run.jar").toString()));
        return command.toArray(String[]::new);
    }

    @Override
    Map<String, String> environment() {
        return Map.of();
    }

    @Override
    void deployed() {
        await("the start", () -> loggedTimes("Listening on: ") > 0);
    }

    /** Quarkus does not undeploy. */
    @Override
    public void undeploy() throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void deploy() throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path log() {
        return console();
    }
}
