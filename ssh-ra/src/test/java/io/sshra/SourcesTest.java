package io.sshra;

import static org.assertj.core.api.Assertions.assertThat;

import io.sshra.testing.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The sources of all modules. */
class SourcesTest {

    /** A few screens. */
    private static final int MOST_LINES = 320;

    private static Map<Path, Long> linesOfClasses() throws IOException {
        Map<Path, Long> lines = new TreeMap<>();
        for (Path file : Project.files()) {
            if (file.toString().contains("/src/main/java/") && file.toString().endsWith(".java")) {
                lines.put(file, (long) Files.readAllLines(file).size());
            }
        }
        return lines;
    }

    @Test
    void aClassFitsOnAFewScreens() throws IOException {
        Map<Path, Long> lines = linesOfClasses();
        assertThat(lines).hasSizeGreaterThan(500);
        lines.values().removeIf(count -> count <= MOST_LINES);
        assertThat(lines).isEmpty();
    }
}
