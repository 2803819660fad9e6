package io.sshra.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same sources give the same files in another folder, at another time, in another time zone and language. */
@Tag("archive")
class ReproducibleBuildTest {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final int PATIENCE_MINUTES = 5;
    /** No bill of materials is made offline. */
    private static final boolean OFFLINE = "offline=true".equals(System.getProperty("maven.mode"));

    /** Copies what Maven reads for these modules. Of the other modules it needs the poms only. */
    private static void copySources(Path to) throws IOException {
        Set<String> leftOut = Set.of("target", "test", ".git", "docs");
        Files.walkFileTree(PROJECT, new SimpleFileVisitor<>() {

            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return leftOut.contains(folder.getFileName().toString()) && !folder.equals(PROJECT)
                        ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = to.resolve(PROJECT.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static String build(Path project) throws Exception {
        Path output = project.resolve("build.log");
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(), "-B", "-q",
                "-Dmaven.repo.local=" + System.getProperty("maven.repo.local"), "-Dmaven.test.skip=true", "-pl", "ssh-ra-api,ssh-ra",
                "package"));
        if (OFFLINE) {
            command.add("-o");
        }
        ProcessBuilder maven = new ProcessBuilder(command).directory(project.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile());
        maven.environment().put("TZ", "Pacific/Apia");
        maven.environment().put("LC_ALL", "C");
        maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
        maven.environment().remove("MAVEN_OPTS");
        Process process = maven.start();
        try {
            assertThat(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).as("it has ended").isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return process.exitValue() + ": " + Files.readString(output);
    }

    private static List<String> made(Path project) {
        String version = Shipped.version();
        List<String> names = new ArrayList<>(List.of("ssh-ra/target/ssh-ra-" + version + ".rar",
                "ssh-ra-api/target/ssh-ra-api-" + version + ".jar", "ssh-ra-api/target/ssh-ra-api-" + version + "-sources.jar",
                "ssh-ra-api/target/ssh-ra-api-" + version + "-javadoc.jar"));
        if (!OFFLINE) {
            names.add("ssh-ra/target/ssh-ra-" + version + ".cdx.json");
        }
        return names.stream().map(name -> project.resolve(name).toString()).toList();
    }

    @Test
    void twoBuildsGiveTheSameBytes(@TempDir Path folder) throws Exception {
        Path elsewhere = folder.resolve("a place with another name");
        copySources(elsewhere);
        assertThat(build(elsewhere)).startsWith("0: ");

        List<String> here = made(PROJECT);
        List<String> there = made(elsewhere);
        for (int i = 0; i < here.size(); i++) {
            assertThat(new File(there.get(i))).hasSameBinaryContentAs(new File(here.get(i)));
        }
    }
}
