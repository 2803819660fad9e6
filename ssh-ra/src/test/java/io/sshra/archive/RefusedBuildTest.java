package io.sshra.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the build refuses to start with, and what it says. */
@Tag("archive")
class RefusedBuildTest {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void oldToolsAreNamedWithWhatIsNeeded() throws Exception {
        MavenRun run = MavenRun.in(PROJECT, "-N", "-Dneeded.java=[99,)", "-Dneeded.maven=[99,)", "validate");

        assertThat(run.exitCode()).as(run.output()).isNotZero();
        assertThat(run.output()).contains("This build needs a JDK 17 or newer; 'mvn -version' says which one runs.")
                .contains("This build needs Apache Maven 3.8.7 or newer; 'mvn -version' says which one runs.");
    }

    @Test
    void aSnapshotAndAPlaceholderAreNotReleased() throws Exception {
        MavenRun run = MavenRun.in(PROJECT, "-N", "-Prelease", "-Dproject.home=https://ssh-ra.example.org", "validate");

        assertThat(run.exitCode()).as(run.output()).isNotZero();
        assertThat(run.output()).contains("A release has no -SNAPSHOT in its version.")
                .contains("The address of the project is a placeholder.");
    }
}
