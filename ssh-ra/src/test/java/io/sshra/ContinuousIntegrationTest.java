package io.sshra;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.Patience;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code .ci/jdk}, which finds the JDKs that {@code .ci/run} tests on. */
class ContinuousIntegrationTest {

    private static final Path FIND_JDK = Path.of("..", ".ci", "jdk").toAbsolutePath().normalize();

    @TempDir
    private Path jvms;

    /** The first lines of the file {@code release} of a real JDK. */
    private Path jdk(String name, String version) throws IOException {
        Path jdk = Files.createDirectories(jvms.resolve(name));
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"" + version + "\"\n");
        Files.createFile(Files.createDirectories(jdk.resolve("bin")).resolve("javac"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        return jdk.toRealPath();
    }

    private static String find(String version, Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(FIND_JDK.toString(), version).redirectErrorStream(true);
        builder.environment().remove("JAVA_HOME");
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
            return process.exitValue() + ": " + output.strip();
        } finally {
            process.destroyForcibly();
        }
    }

    private static String find(String version, Path inUse) throws Exception {
        return find(version, Map.of("JAVA_HOME", inUse.toString()));
    }

    @Test
    void theJdkInUseAndThoseBesideItAreFound() throws Exception {
        Path inUse = jdk("java-17-openjdk", "17.0.15");
        Path newer = jdk("temurin-25", "25.0.3");

        assertThat(find("17", inUse)).isEqualTo("0: " + inUse);
        assertThat(find("25", inUse)).isEqualTo("0: " + newer);
        assertThat(find("17", newer)).isEqualTo("0: " + inUse);
    }

    @Test
    void aFirstReleaseAndAnEarlyAccessBuildAreFound() throws Exception {
        Path inUse = jdk("jdk-17", "17");
        Path early = jdk("jdk-25", "25-ea");

        assertThat(find("17", inUse)).isEqualTo("0: " + inUse);
        assertThat(find("25", inUse)).isEqualTo("0: " + early);
    }

    @Test
    void otherVersionsAndPlacesWithoutACompilerAreNotTaken() throws Exception {
        Path inUse = jdk("jdk-17", "17.0.15");
        jdk("jdk-250", "250.0.1");
        Files.delete(jdk("jre-25", "25.0.3").resolve("bin/javac"));

        assertThat(find("25", inUse)).isEqualTo("1: ");
    }

    @Test
    void aLinkToTheJdkInUseIsFollowed() throws Exception {
        Path inUse = jdk("real/jdk-17", "17.0.15");
        Path newer = jdk("real/jdk-25", "25.0.3");
        Path link = Files.createSymbolicLink(jvms.resolve("default-java"), inUse);

        assertThat(find("25", link)).isEqualTo("0: " + newer);
    }

    @Test
    void withoutJavaHomeTheCompilerOnThePathIsInUse() throws Exception {
        Path inUse = jdk("jdk-17", "17.0.15");
        Path newer = jdk("jdk-25", "25.0.3");
        String path = inUse.resolve("bin") + ":" + System.getenv("PATH");

        assertThat(find("25", Map.of("PATH", path))).isEqualTo("0: " + newer);
    }

    @Test
    void whoHasNoJdkIsToldSo() throws Exception {
        assertThat(find("25", jvms.resolve("missing"))).isEqualTo("2: There is no JDK in use: set JAVA_HOME");
    }
}
