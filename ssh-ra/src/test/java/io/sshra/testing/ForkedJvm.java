package io.sshra.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a main class in a separate JVM, for what would affect the JVM of the tests: system limits, memory, system properties.
 */
public final class ForkedJvm {

    private final List<String> options = new ArrayList<>();
    private String limits = "";

    /** Adds an option of {@code java}. */
    public ForkedJvm option(String option) {
        options.add(option);
        return this;
    }

    /** Adds a limit as an argument of the shell's {@code ulimit}, for instance {@code -n 512}. */
    public ForkedJvm limit(String ulimit) {
        limits += "ulimit " + ulimit + " && ";
        return this;
    }

    private List<String> command(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", limits + "exec \"$@\"", "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Starts the JVM. The caller must end it. */
    public Process start(Class<?> main, String... arguments) throws IOException {
        return new ProcessBuilder(command(main, arguments)).redirectErrorStream(true).start();
    }

    /**
     * Runs the JVM to its end.
     *
     * @return what it printed
     * @throws AssertionError with what it printed, if it failed or did not end in time
     */
    public String run(Class<?> main, String... arguments) throws IOException, InterruptedException {
        Process process = start(main, arguments);
        Watchdog watchdog = Watchdog.over(process.toHandle());
        StringBuilder output = new StringBuilder();
        Thread reader = new Thread(() -> {
            try {
                output.append(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException killed) {
                // The JVM took too long.
            }
        });
        reader.start();
        boolean ended = process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        process.destroyForcibly();
        watchdog.close();
        reader.join();
        if (!ended || process.exitValue() != 0) {
            throw new AssertionError((ended ? "ended with " + process.exitValue() : "did not end") + ": " + output);
        }
        return output.toString();
    }
}
