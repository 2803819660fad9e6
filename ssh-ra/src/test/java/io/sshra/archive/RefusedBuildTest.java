package io.sshra.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.Project;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the build refuses to start with, and what it says. */
@Tag("archive")
class RefusedBuildTest {

    @Test
    void oldToolsAreNamedWithWhatIsNeeded() throws Exception {
        MavenRun run = MavenRun.in(Project.ROOT, "-N", "-Dneeded.java=[99,)", "-Dneeded.maven=[99,)", "validate");

        assertThat(run.exitCode()).as(run.output()).isNotZero();
        assertThat(run.output()).contains("This build needs a JDK 17 or newer; 'mvn -version' says which one runs.")
                .contains("This build needs Apache Maven 3.8.7 or newer; 'mvn -version' says which one runs.");
    }

    @Test
    void aSnapshotAndAPlaceholderAreNotReleased() throws Exception {
        MavenRun run = MavenRun.in(Project.ROOT, "-N", "-Prelease", "-Dproject.home=https://ssh-ra.example.org", "validate");

        assertThat(run.exitCode()).as(run.output()).isNotZero();
        assertThat(run.output()).contains("A release has no -SNAPSHOT in its version.")
                .contains("The address of the project is a placeholder.");
    }
}
