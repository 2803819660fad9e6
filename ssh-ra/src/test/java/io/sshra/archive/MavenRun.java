package io.sshra.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.Watchdog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A run of the Maven that runs the tests, with its JDK, offline if it is offline. */
record MavenRun(int exitCode, String output) {

    /** No bill of materials is made offline. */
    static final boolean OFFLINE = "offline=true".equals(System.getProperty("maven.mode"));

    private static final Path LOCAL_REPOSITORY = Path.of(System.getProperty("maven.repo.local"));
    private static final int PATIENCE_MINUTES = 5;

    /** Runs Maven in this folder, in another time zone and language. The output goes to a file there, and is returned. */
    static MavenRun in(Path folder, Path localRepository, Map<String, String> environment, String... arguments) throws Exception {
        Path output = Files.createTempFile("maven", ".log");
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(), "-B",
                "-Dmaven.repo.local=" + localRepository));
        if (OFFLINE) {
            command.add("-o");
        }
        command.addAll(List.of(arguments));
        ProcessBuilder maven = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile());
        maven.environment().put("TZ", "Pacific/Apia");
        maven.environment().put("LC_ALL", "C");
        maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
        maven.environment().remove("MAVEN_OPTS");
        maven.environment().putAll(environment);
        Process process = maven.start();
        Watchdog watchdog = Watchdog.over(process.toHandle());
        try {
            assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).as("it has ended").isTrue();
            return new MavenRun(process.exitValue(), Files.readString(output));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            watchdog.close();
            Files.delete(output);
        }
    }

    static MavenRun in(Path folder, String... arguments) throws Exception {
        return in(folder, LOCAL_REPOSITORY, Map.of(), arguments);
    }

    /** A local repository with what the tests' one has, but without any module of this project. */
    static Path repositoryWithoutThisProject(Path folder) throws IOException {
        link(LOCAL_REPOSITORY, Files.createDirectories(folder), "io");
        link(LOCAL_REPOSITORY.resolve("io"), Files.createDirectories(folder.resolve("io")), "sshra");
        return folder;
    }

    private static void link(Path from, Path to, String leftOut) throws IOException {
        try (Stream<Path> children = Files.list(from)) {
            for (Path child : children.filter(child -> !child.endsWith(leftOut)).toList()) {
                Files.createSymbolicLink(to.resolve(child.getFileName()), child.toAbsolutePath());
            }
        }
    }

    MavenRun succeeded() {
        assertThat(exitCode).as(output).isZero();
        return this;
    }
}
